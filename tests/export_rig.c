#include "export_rig.h"

#include "base/path.h"
#include "base/text.h"
#include "exchange/export.h"
#include "exchange/merge.h"
#include "exchange/source.h"

#include "scratch.h"

#include <inttypes.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // needs those above

struct folder
make_folder(void)
{
    struct folder folder;
    scratch_make(folder.path, "export");
    return folder;
}

const char *const cells[CELLS] = {
    "iedereen-behalve@1/f/start@nl",
    "iedereen-behalve@1/f/finish@nl",
    "iedereen-behalve@1/a/noa.wat-doe-jij/dm@nl",
};

struct kiosk
make_kiosk(const char *site)
{
    struct kiosk kiosk = { .epochs = 1 };
    snprintf(kiosk.site, sizeof(kiosk.site), "%s", site);
    crypto_sign_keypair(kiosk.key.public, kiosk.key.secret);
    randombytes_buf(kiosk.names, sizeof(kiosk.names));
    return kiosk;
}

void
sign(const struct om_key *key, struct om_text *text)
{
    char signature[OM_KEY_SIGNATURE_TEXT];
    om_key_sign(key, text->data, text->length, signature);
    om_text_print(text, "{\"signature\":\"%s\"}\n", signature);
}

void
print_head(const struct kiosk *kiosk, const char *version, size_t rows,
           bool simulated, struct om_text *text)
{
    char key[OM_KEY_PUBLIC_TEXT];
    om_key_public_text(kiosk->key.public, key);
    om_text_print(text,
                  "{\"omstander_export\":%s,\"site\":\"%s\",\"type\":"
                  "\"cinema\",\"province\":\"nl-nh\",\"week\":202625,"
                  "\"simulated\":%s,\"key\":\"%s\",\"rows\":%zu}\n",
                  version, kiosk->site, simulated ? "true" : "false", key,
                  rows);
}

void
print_export(const struct kiosk *kiosk, bool simulated, struct om_text *text)
{
    print_head(kiosk, "1", (size_t) kiosk->epochs * CELLS, simulated, text);
    for (unsigned e = 0; e < kiosk->epochs; e++) {
        char epoch[2 * OM_EPOCH_SIZE + 1];
        sodium_bin2hex(epoch, sizeof(epoch), kiosk->names[e], OM_EPOCH_SIZE);
        for (unsigned c = 0; c < CELLS; c++) {
            om_text_print(text, "[\"%s\",202625,\"%s\",%" PRId64 "]\n", epoch,
                          cells[c], kiosk->n[e][c]);
        }
    }
    sign(&kiosk->key, text);
}

void
save(const struct folder *folder, const char *name, const struct om_text *text)
{
    char *path = om_path_join(folder->path, name);
    struct om_text problem = { 0 };
    if (!om_export_save(path, text, &problem)) {
        fail_msg("%s: %s", path, om_text_get(&problem));
    }
    om_text_finish(&problem);
    free(path);
}

// -- merging ------------------------------------------------------------------

enum om_merged
merge_file(const char *state, const struct folder *folder, const char *name,
           bool accept, struct om_text *news)
{
    struct om_merge *merge = om_merge_begin(state, accept, news);
    if (!merge) {
        fail_msg("no merge: %s", om_text_get(news));
        return OM_MERGED_FAILED;
    }
    char *path = om_path_join(folder->path, name);
    enum om_merged merged = om_merge_file(merge, path, news);
    struct om_merge_sums sums;
    assert_true(om_merge_end(merge, &sums, news));
    free(path);
    return merged;
}

enum om_merged
merge_text(const char *state, const struct folder *folder,
           const struct om_text *text, bool accept, struct om_text *news)
{
    save(folder, "one.jsonl", text);
    return merge_file(state, folder, "one.jsonl", accept, news);
}

enum om_merged
merge_kiosk(const char *state, const struct folder *folder,
            const struct kiosk *kiosk, struct om_text *news)
{
    struct om_text text = { 0 };
    print_export(kiosk, false, &text);
    enum om_merged merged = merge_text(state, folder, &text, false, news);
    om_text_finish(&text);
    return merged;
}

uint64_t
sum_cell(const char *state, const char *cell)
{
    struct om_counts counts;
    struct om_text problem = { 0 };
    struct om_place own = { .id = "kiosk", .province = "nl-xx", .kiosks = 1 };
    if (!om_source_load(state, &own, &counts, &problem)) {
        fail_msg("%s: %s", state, om_text_get(&problem));
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < counts.count; i++) {
        if (strcmp(counts.cells[counts.items[i].cell], cell) == 0) {
            sum += counts.items[i].n;
        }
    }
    om_counts_finish(&counts);
    om_text_finish(&problem);
    return sum;
}
