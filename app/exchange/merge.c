#include "exchange/merge.h"

#include "base/path.h"
#include "exchange/export.h"
#include "exchange/keyring.h"
#include "exchange/state.h"
#include "report/save.h"
#include "tally/pool.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILE_MAX = 64 << 20,
    COMMIT_EVERY = 256, // files; a power cut costs no more than reading these
                        // again
};

struct om_merge {
    char *state; // owned
    struct om_pool *pool;
    struct om_keyring *keys;
    bool accept_keys;
    bool simulated;
    bool empty;  // nothing in the state folder yet: the first file decides
                 // whether it is simulated
    size_t open; // files since the last commit
    struct om_merge_sums sums;
};

struct om_merge *
om_merge_begin(const char *state, bool accept_keys, struct om_text *problem)
{
    if (sodium_init() < 0) {
        om_text_print(problem, "no source of random numbers");
        return NULL;
    }
    struct om_merge *merge = om_alloc(sizeof(*merge));
    *merge = (struct om_merge){
        .state = om_strdup(state),
        .accept_keys = accept_keys,
        .simulated = om_state_is_simulated(state),
        .empty = !om_state_has_counts(state),
    };
    merge->pool = om_pool_open(state, problem);
    merge->keys = merge->pool ? om_keyring_load(state, problem) : NULL;
    if (!merge->keys || !om_pool_begin(merge->pool, problem)) {
        om_keyring_destroy(merge->keys);
        om_pool_close(merge->pool);
        free(merge->state);
        free(merge);
        return NULL;
    }
    return merge;
}

// A copy under a name that tells its content: the same file twice is one.
static void
keep_refused(struct om_merge *merge, const char *path, const char *bytes,
             size_t length)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    char hex[2 * sizeof(hash) + 1];
    crypto_generichash(hash, sizeof(hash), (const unsigned char *) bytes,
                       length, NULL, 0);
    sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
    hex[12] = '\0';
    const char *slash = strrchr(path, '/');
    char *folder = om_path_join(merge->state, "refused");
    struct om_text name = { 0 };
    om_text_print(&name, "%s-%.100s", hex, slash ? slash + 1 : path);
    struct om_text copy = { .data = (char *) bytes, .length = length };
    struct om_text problem = { 0 };
    if (om_path_make_folder(folder)) {
        (void) om_save(folder, name.data, &copy, &problem); // it is refused
    }                                                       // all the same
    om_text_finish(&problem);
    om_text_finish(&name);
    free(folder);
}

static bool
check_origin(struct om_merge *merge, const struct om_export_head *head,
             struct om_text *news)
{
    if (head->simulated != merge->simulated && !(merge->empty)) {
        om_text_print(news, "%s",
                      head->simulated
                          ? "it is simulated, and the counts here are real"
                          : "it is real, and the counts here are simulated");
        return false;
    }
    if (head->simulated && !merge->simulated) {
        if (!om_state_mark_simulated(merge->state, news)) {
            return false;
        }
        merge->simulated = true;
    }
    switch (om_keyring_check(merge->keys, head->site, head->key,
                             merge->accept_keys)) {
        case OM_KEYRING_KNOWN:
        case OM_KEYRING_ACCEPTED:
            return true;
        case OM_KEYRING_OTHER:
            break;
    }
    char id[OM_KEY_ID_SIZE];
    char key[OM_KEY_PUBLIC_TEXT];
    om_key_id(head->key, id);
    om_key_public_text(head->key, key);
    om_text_print(news,
                  "site %s delivered with another key before. If this is a "
                  "new or a second kiosk there, merge with --accept-keys, or "
                  "add this line to accepted-keys.txt: %s %s %s",
                  head->site, head->site, key, id);
    return false;
}

// How one epoch of an export compares with what is known of it.
struct comparison {
    size_t higher, lower, matched;
};

static void
compare(struct comparison *comparison, int64_t n, int64_t before)
{
    comparison->matched += before >= 0;
    comparison->higher += n > before;
    comparison->lower += n < before;
}

struct run {
    struct om_merge *merge;
    const struct om_export *export;
    int64_t site;
    bool clone, diverging, backwards;
};

// One epoch: rows from..to of the export.
static bool
merge_epoch(struct run *run, size_t from, size_t to)
{
    struct om_pool *pool = run->merge->pool;
    const struct om_export_row *rows = run->export->rows;
    struct om_pool_epoch epoch =
        om_pool_add_epoch(pool, run->site, rows[from].epoch);
    struct comparison own = { 0 };
    struct comparison twin = { 0 };
    for (size_t i = from; epoch.number && i < to; i++) {
        const char *cell = om_export_cell(run->export, &rows[i]);
        int64_t before = -1;
        if (!om_pool_put(pool, &epoch, rows[i].period, cell, rows[i].n,
                         &before)) {
            return false;
        }
        compare(&own, rows[i].n, before);
        if (epoch.other) {
            compare(&twin, rows[i].n,
                    om_pool_find(pool, epoch.other, rows[i].epoch,
                                 rows[i].period, cell));
        }
    }
    run->merge->sums.fresh += own.higher;
    bool missing = own.matched < (size_t) epoch.counters;
    run->backwards |= epoch.counters && own.higher && (own.lower || missing);
    run->clone |= epoch.other != 0;
    run->diverging |= epoch.other && twin.higher && twin.lower;
    return epoch.number != 0;
}

static int
by_epoch(const void *left, const void *right)
{
    const struct om_export_row *a = left;
    const struct om_export_row *b = right;
    int order = memcmp(a->epoch, b->epoch, sizeof(a->epoch));
    return order ? order : (a->period > b->period) - (a->period < b->period);
}

static bool
merge_rows(struct run *run, unsigned kiosks)
{
    const struct om_export_head *head = &run->export->head;
    struct om_export_row *rows = run->export->rows;
    size_t count = run->export->count;
    struct om_pool_site site = { head->site, head->type, head->province,
                                 kiosks };
    run->site = om_pool_add_site(run->merge->pool, &site);
    qsort(rows, count, sizeof(*rows), by_epoch);
    bool good = run->site != 0;
    for (size_t from = 0; good && from < count;) {
        size_t to = from + 1;
        while (
            to < count
            && memcmp(rows[from].epoch, rows[to].epoch, sizeof(rows[to].epoch))
                   == 0) {
            to++;
        }
        good = merge_epoch(run, from, to);
        from = to;
    }
    return good;
}

static enum om_merged
tell_flags(struct om_merge *merge, const struct run *run, struct om_text *news)
{
    if (run->clone) {
        om_text_print(news, "clone: another site delivered the same counts "
                            "(a copied disk?); they count once. ");
    }
    if (run->diverging) {
        om_text_print(news, "diverging: both copies went on counting. ");
    }
    if (run->backwards) {
        om_text_print(news, "backwards: some counts are lower than this kiosk "
                            "delivered before; the higher ones hold. ");
    }
    bool flagged = run->clone || run->diverging || run->backwards;
    merge->sums.flagged += flagged;
    return flagged ? OM_MERGED_FLAGGED : OM_MERGED;
}

static enum om_merged
refuse(struct om_merge *merge)
{
    merge->sums.refused++;
    return OM_MERGED_REFUSED;
}

static enum om_merged
merge_export(struct om_merge *merge, struct om_export *export,
             struct om_text *news)
{
    struct run run = { .merge = merge, .export = export };
    unsigned kiosks = om_keyring_count(merge->keys, export->head.site);
    if (!merge_rows(&run, kiosks)) {
        om_pool_explain(merge->pool, news);
        return OM_MERGED_FAILED;
    }
    merge->empty = false;
    merge->sums.merged++;
    if (++merge->open >= COMMIT_EVERY) {
        merge->open = 0;
        if (!om_keyring_save(merge->keys, merge->state, news)
            || !om_pool_commit(merge->pool, news)
            || !om_pool_begin(merge->pool, news)) {
            return OM_MERGED_FAILED;
        }
    }
    return tell_flags(merge, &run, news);
}

enum om_merged
om_merge_file(struct om_merge *merge, const char *path, struct om_text *news)
{
    size_t length = 0;
    char *bytes = om_path_read(path, FILE_MAX, &length);
    if (!bytes) {
        if (errno == ENOENT) {
            om_text_print(news, "is not there");
        } else {
            om_text_print(news, "cannot be read: %s", strerror(errno));
        }
        merge->sums.unread++;
        return OM_MERGED_UNREAD;
    }
    struct om_export export;
    enum om_merged merged = OM_MERGED_REFUSED;
    if (om_export_parse(bytes, length, &export, news) != OM_EXPORT_FINE) {
        keep_refused(merge, path, bytes, length);
        merged = refuse(merge);
    } else if (!check_origin(merge, &export.head, news)) {
        keep_refused(merge, path, bytes, length);
        merged = refuse(merge);
        om_export_finish(&export);
    } else {
        merged = merge_export(merge, &export, news);
        om_export_finish(&export);
    }
    free(bytes);
    return merged;
}

bool
om_merge_end(struct om_merge *merge, struct om_merge_sums *sums,
             struct om_text *problem)
{
    bool good = om_keyring_save(merge->keys, merge->state, problem)
                && om_pool_commit(merge->pool, problem);
    *sums = merge->sums;
    om_keyring_destroy(merge->keys);
    om_pool_close(merge->pool);
    free(merge->state);
    free(merge);
    return good;
}
