#include "update/ledger.h"

#include "base/path.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The ledger as text: a line per fact, and a last line with the hash of the
// others, so that a disk that forgets bits is noticed.
//
//   omstander ledger 1
//   good NAME IDENTITY ID VERSION signed|unsigned DATE
//   trial …, base …     (the same)
//   strikes N
//   running BOOT
//   bad IDENTITY WHY
//   newest ID VERSION DATE
//   seen FINGERPRINT SOURCE
//   sum HASH

enum { FILE_MAX_BYTES = 64 * 1024 };

static const char head[] = "omstander ledger 1\n";

void
om_held_print(const struct om_held *held, struct om_text *out)
{
    char identity[65];
    om_hash_print(held->identity, identity);
    om_text_print(out, "%s %s %s %s %s %s", held->name, identity, held->id,
                  held->version, held->is_signed ? "signed" : "unsigned",
                  held->date[0] ? held->date : "-");
}

static void
print_held(const char *what, const struct om_held *held, struct om_text *out)
{
    om_text_print(out, "%s ", what);
    om_held_print(held, out);
    om_text_print(out, "\n");
}

static void
print_sum(struct om_text *out)
{
    uint8_t sum[OM_HASH_SIZE];
    char digits[65];
    crypto_generichash(sum, sizeof(sum), (const uint8_t *) out->data,
                       out->length, NULL, 0);
    om_hash_print(sum, digits);
    om_text_print(out, "sum %s\n", digits);
}

void
om_ledger_print(const struct om_ledger *ledger, struct om_text *out)
{
    char digits[65];
    om_text_print(out, "%s", head);
    for (size_t i = 0; i < ledger->good_count; i++) {
        print_held("good", &ledger->good[i], out);
    }
    if (ledger->on_trial) {
        print_held("trial", &ledger->trial, out);
        om_text_print(out, "strikes %u\n", ledger->strikes);
    }
    if (ledger->has_base) {
        print_held("base", &ledger->base, out);
    }
    if (ledger->running[0]) {
        om_text_print(out, "running %s\n", ledger->running);
    }
    for (size_t i = 0; i < ledger->bad_count; i++) {
        om_hash_print(ledger->bad[i].identity, digits);
        om_text_print(out, "bad %s %s\n", digits, ledger->bad[i].why);
    }
    for (size_t i = 0; i < ledger->newest_count; i++) {
        const struct om_newest *row = &ledger->newest[i];
        om_text_print(out, "newest %s %s %s\n", row->id, row->version,
                      row->date[0] ? row->date : "-");
    }
    for (size_t i = 0; i < ledger->seen_count; i++) {
        om_hash_print(ledger->seen[i].fingerprint, digits);
        om_text_print(out, "seen %s %s\n", digits, ledger->seen[i].source);
    }
    print_sum(out);
}

// -- reading ------------------------------------------------------------------

bool
om_held_parse(struct om_held *held, const char *line)
{
    char identity[65], kind[9];
    struct om_held row = { 0 }, named;
    int end = 0;
    bool good = sscanf(line, "%92s %64s %40s %32s %8s %23s%n", row.name,
                       identity, row.id, row.version, kind, row.date, &end)
                    == 6
                && line[end] == '\0'
                && om_hash_parse(row.identity, identity, strlen(identity));
    row.is_signed = good && strcmp(kind, "signed") == 0;
    named = row;
    om_held_name(&named);
    // the name is a folder's: it is what it has to be, and nothing else
    good = good && strcmp(named.name, row.name) == 0 && !strchr(row.name, '/')
           && row.name[0] != '.';
    if (good) {
        *held = row;
    }
    return good;
}

static bool
take_good(struct om_ledger *ledger, const char *rest)
{
    return ledger->good_count < OM_LEDGER_GOOD_MAX
           && om_held_parse(&ledger->good[ledger->good_count++], rest);
}

static bool
take_trial(struct om_ledger *ledger, const char *rest)
{
    ledger->on_trial = true;
    return om_held_parse(&ledger->trial, rest);
}

static bool
take_base(struct om_ledger *ledger, const char *rest)
{
    ledger->has_base = true;
    return om_held_parse(&ledger->base, rest);
}

static bool
take_strikes(struct om_ledger *ledger, const char *rest)
{
    return sscanf(rest, "%3u", &ledger->strikes) == 1;
}

static bool
take_running(struct om_ledger *ledger, const char *rest)
{
    return sscanf(rest, "%39s", ledger->running) == 1;
}

static bool
take_bad(struct om_ledger *ledger, const char *rest)
{
    if (ledger->bad_count == OM_LEDGER_BAD_MAX) {
        return false;
    }
    struct om_bad *row = &ledger->bad[ledger->bad_count++];
    char identity[65];
    return sscanf(rest, "%64s %23s", identity, row->why) == 2
           && om_hash_parse(row->identity, identity, strlen(identity));
}

static bool
take_newest(struct om_ledger *ledger, const char *rest)
{
    if (ledger->newest_count == OM_LEDGER_NEWEST_MAX) {
        return false;
    }
    struct om_newest *row = &ledger->newest[ledger->newest_count++];
    return sscanf(rest, "%40s %32s %23s", row->id, row->version, row->date)
           == 3;
}

static bool
take_seen(struct om_ledger *ledger, const char *rest)
{
    if (ledger->seen_count == OM_LEDGER_SEEN_MAX || strlen(rest) < 66
        || strlen(rest) > 65 + OM_LEDGER_SOURCE_MAX) {
        return false;
    }
    struct om_seen_source *row = &ledger->seen[ledger->seen_count++];
    snprintf(row->source, sizeof(row->source), "%s", rest + 65);
    return om_hash_parse(row->fingerprint, rest, 64);
}

static const struct {
    const char *word;
    bool (*take)(struct om_ledger *ledger, const char *rest);
} rows[] = {
    { "good ", take_good },       { "trial ", take_trial },
    { "base ", take_base },       { "strikes ", take_strikes },
    { "running ", take_running }, { "bad ", take_bad },
    { "newest ", take_newest },   { "seen ", take_seen },
};

static bool
take_line(struct om_ledger *ledger, const char *line)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t length = strlen(rows[i].word);
        if (strncmp(line, rows[i].word, length) == 0) {
            return rows[i].take(ledger, line + length);
        }
    }
    return false;
}

// The text without its last line, when that is the hash of the rest.
static bool
check_sum(const char *text, size_t length, size_t *rest)
{
    static const size_t line = 4 + 64 + 1;
    if (length < strlen(head) + line || memchr(text, '\0', length)) {
        return false;
    }
    *rest = length - line;
    struct om_text copy = { 0 };
    om_text_add(&copy, text, *rest);
    print_sum(&copy);
    bool same = copy.length == length && memcmp(copy.data, text, length) == 0;
    om_text_finish(&copy);
    return same;
}

bool
om_ledger_parse(struct om_ledger *ledger, const char *text, size_t length)
{
    *ledger = (struct om_ledger){ 0 };
    size_t rest;
    bool good = check_sum(text, length, &rest)
                && strncmp(text, head, strlen(head)) == 0;
    const char *at = text + strlen(head);
    while (good && at < text + rest) {
        char line[OM_LEDGER_SOURCE_MAX + 160];
        size_t size = strcspn(at, "\n");
        good = size < sizeof(line);
        snprintf(line, sizeof(line), "%.*s", (int) (good ? size : 0), at);
        good = good && take_line(ledger, line);
        at += size + 1;
    }
    if (!good) {
        *ledger = (struct om_ledger){ 0 };
    }
    return good;
}

enum om_ledger_answer
om_ledger_load(struct om_ledger *ledger, const char *folder)
{
    *ledger = (struct om_ledger){ 0 };
    char *path = om_path_join(folder, "ledger");
    size_t length = 0;
    char *text = om_path_read(path, FILE_MAX_BYTES, &length);
    bool none = !text && (errno == ENOENT || errno == ENOTDIR);
    bool good = text && om_ledger_parse(ledger, text, length);
    free(text);
    free(path);
    return none ? OM_LEDGER_NONE : good ? OM_LEDGER_READ : OM_LEDGER_DAMAGED;
}

bool
om_ledger_save(const struct om_ledger *ledger, const char *folder,
               const struct om_disk *disk)
{
    struct om_text text = { 0 };
    om_ledger_print(ledger, &text);
    char *path = om_path_join(folder, "ledger");
    bool good = om_disk_replace(disk, path, text.data, text.length, 0600);
    int cause = errno;
    free(path);
    om_text_finish(&text);
    errno = cause;
    return good;
}
