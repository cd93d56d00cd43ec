// The ledger's file: JSON lines, one array a line but for the first, and as
// the last one the number of lines before it and a BLAKE2b hash of them.

#include "report/ledger.h"

#include "base/path.h"
#include "report/ledger_state.h"
#include "report/save.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1, HASH_SIZE = 32, FILE_BYTES_MAX = 1 << 30 };

// Index: enum om_table, om_cell_status.
static const char *const statuses = "FCL";

static char *
name_of(enum om_preset preset, const char *ending)
{
    struct om_text name = { 0 };
    om_text_print(&name, "published-%s.jsonl%s", om_preset_name(preset),
                  ending);
    return name.data;
}

static void
hash_of(const char *bytes, size_t length, char hex[2 * HASH_SIZE + 1])
{
    unsigned char hash[HASH_SIZE];
    crypto_generichash(hash, sizeof(hash), (const unsigned char *) bytes,
                       length, NULL, 0);
    sodium_bin2hex(hex, 2 * HASH_SIZE + 1, hash, sizeof(hash));
}

// -- writing ------------------------------------------------------------------

static void
put_string(struct om_text *out, const char *string)
{
    om_text_add(out, ",\"", 2);
    for (const char *p = string; *p; p++) {
        if (*p == '"' || *p == '\\') {
            om_text_add(out, "\\", 1);
        }
        if ((unsigned char) *p < 0x20) {
            om_text_print(out, "\\u%04x", *p);
        } else {
            om_text_add(out, p, 1);
        }
    }
    om_text_add(out, "\"", 1);
}

static void
put_rules(struct om_text *out, const struct om_release_ledger *ledger)
{
    const struct om_release_rules *rules = &ledger->rules;
    om_text_print(
        out,
        "{\"omstander\":\"published\",\"version\":%d,"
        "\"preset\":\"%s\",\"k\":%u,\"base_min\":%u,"
        "\"dominant_base\":%u,\"cycle\":%d,\"sites\":%d,\"sites_min\":%u,"
        "\"simulated\":%d,\"started\":%d,\"closed\":%d}\n",
        VERSION, om_preset_name(rules->preset), rules->k, rules->base_min,
        rules->dominant_base, (int) rules->cycle, rules->sites,
        rules->sites_min, rules->simulated, ledger->started, ledger->closed);
}

static void
put_row(struct om_text *out, const struct om_row *row)
{
    om_text_print(out, "[\"row\",%d,%d", (int) row->table, (int) row->scope);
    put_string(out, row->scope_id);
    om_text_print(out, ",%d,%d,%d", row->first_month, row->last_month,
                  row->closed);
    put_string(out, row->pack_id);
    om_text_print(out, ",%u", row->pack_major);
    put_string(out, row->question);
    put_string(out, row->choice);
    put_string(out, row->language);
    om_text_print(out, ",\"%c\",%" PRIu64 ",%" PRIu64 "]\n",
                  statuses[row->status], row->n, row->base_n);
}

static void
put_state(struct om_text *out, const struct om_release_ledger *ledger)
{
    for (size_t i = 0; i < ledger->site_names.count; i++) {
        const struct om_release_ledger_site *site = &ledger->sites[i];
        om_text_print(out, "[\"site\"");
        put_string(out, site->id);
        put_string(out, site->province);
        om_text_print(out, ",%d,%u,%d]\n", (int) site->type, site->kiosks,
                      site->since);
    }
    for (size_t i = 0; i < ledger->value_names.count; i++) {
        if (ledger->values[i] > 0) {
            om_text_print(out, "[\"value\"");
            put_string(out, ledger->value_names.items[i]);
            om_text_print(out, ",%" PRIu64 "]\n", ledger->values[i]);
        }
    }
    for (size_t i = 0; i < ledger->month_count; i++) {
        const struct om_month_quality *month = &ledger->months[i];
        om_text_print(out, "[\"month\",%d,%d,%d,%u,%u]\n", month->month,
                      month->suspect_band, month->clock_unknown_band,
                      month->sites_reporting, month->sites);
    }
    for (size_t i = 0; i < ledger->covered_count; i++) {
        const struct om_release_ledger_covered *covered = &ledger->covered[i];
        om_text_print(out, "[\"covered\",%d,%u,%u]\n", covered->month,
                      covered->site, covered->weeks);
    }
}

static size_t
count_lines(const char *bytes, size_t length)
{
    size_t lines = 0;
    for (size_t i = 0; i < length; i++) {
        lines += bytes[i] == '\n';
    }
    return lines;
}

bool
om_release_ledger_save(struct om_release_ledger *ledger, const char *folder,
                       struct om_text *problem)
{
    struct om_text out = { 0 };
    put_rules(&out, ledger);
    put_state(&out, ledger);
    for (size_t i = 0; i < ledger->row_count; i++) {
        put_row(&out, &ledger->rows[i]);
    }
    char hash[2 * HASH_SIZE + 1];
    hash_of(out.data, out.length, hash);
    om_text_print(&out, "[\"end\",%zu,\"%s\"]\n",
                  count_lines(out.data, out.length), hash);
    char *name = name_of(ledger->rules.preset, "");
    char *copy = name_of(ledger->rules.preset, ".copy");
    bool saved = om_save(folder, name, &out, problem)
                 && om_save(folder, copy, &out, problem);
    free(copy);
    free(name);
    om_text_finish(&out);
    return saved;
}

// -- reading ------------------------------------------------------------------

static const char *
string_at(const json_t *line, size_t i)
{
    const char *string = json_string_value(json_array_get(line, i));
    return string ? string : "";
}

static json_int_t
number_at(const json_t *line, size_t i)
{
    return json_integer_value(json_array_get(line, i));
}

static bool
take_site(struct om_release_ledger *ledger, const json_t *line)
{
    om_release_ledger_add_site(
        ledger, &(struct om_release_ledger_site){
                    .id = string_at(line, 1),
                    .province = string_at(line, 2),
                    .type = (enum om_place_type) number_at(line, 3),
                    .kiosks = (unsigned) number_at(line, 4),
                    .since = (int) number_at(line, 5),
                });
    return true;
}

static bool
take_value(struct om_release_ledger *ledger, const json_t *line)
{
    om_release_ledger_set(ledger, (uint64_t) number_at(line, 2), "%s",
                          string_at(line, 1));
    return true;
}

static bool
take_month(struct om_release_ledger *ledger, const json_t *line)
{
    om_release_ledger_add_month(
        ledger, &(struct om_month_quality){
                    .month = (int) number_at(line, 1),
                    .suspect_band = (int) number_at(line, 2),
                    .clock_unknown_band = (int) number_at(line, 3),
                    .sites_reporting = (unsigned) number_at(line, 4),
                    .sites = (unsigned) number_at(line, 5),
                });
    return true;
}

static bool
take_covered(struct om_release_ledger *ledger, const json_t *line)
{
    json_int_t site = number_at(line, 2);
    if (site < 0 || (size_t) site >= ledger->site_names.count) {
        return false;
    }
    om_release_ledger_add_covered(ledger,
                                  (struct om_release_ledger_covered){
                                      (int) number_at(line, 1), (uint32_t) site,
                                      (unsigned) number_at(line, 3) });
    return true;
}

static bool
take_row(struct om_release_ledger *ledger, const json_t *line)
{
    const char *status = strchr(statuses, string_at(line, 12)[0]);
    json_int_t table = number_at(line, 1), scope = number_at(line, 2);
    if (!status || !*status || table < 0 || table >= OM_TABLE_COUNT_
        || scope < 0 || scope > OM_SCOPE_SITE) {
        return false;
    }
    om_release_ledger_publish(
        ledger, &(struct om_row){
                    .table = (enum om_table) table,
                    .scope = (enum om_scope) scope,
                    .scope_id = string_at(line, 3),
                    .first_month = (int) number_at(line, 4),
                    .last_month = (int) number_at(line, 5),
                    .closed = (int) number_at(line, 6),
                    .pack_id = string_at(line, 7),
                    .pack_major = (unsigned) number_at(line, 8),
                    .question = string_at(line, 9),
                    .choice = string_at(line, 10),
                    .language = string_at(line, 11),
                    .status = (enum om_cell_status)(status - statuses),
                    .n = (uint64_t) number_at(line, 13),
                    .base_n = (uint64_t) number_at(line, 14),
                });
    return true;
}

static const struct {
    const char *kind;
    bool (*take)(struct om_release_ledger *ledger, const json_t *line);
} kinds[] = {
    { "site", take_site },   { "value", take_value },
    { "month", take_month }, { "covered", take_covered },
    { "row", take_row },
};

// What is wrong with the first line; NULL when nothing is.
static const char *
check_rules(struct om_release_ledger *ledger, const json_t *line)
{
    static const char *const names[] = {
        "k",     "base_min",  "dominant_base", "cycle",
        "sites", "sites_min", "simulated"
    };
    const struct om_release_rules *rules = &ledger->rules;
    const json_int_t values[] = { rules->k,
                                  rules->base_min,
                                  rules->dominant_base,
                                  (json_int_t) rules->cycle,
                                  rules->sites,
                                  rules->sites_min,
                                  rules->simulated };
    const char *what = json_string_value(json_object_get(line, "omstander"));
    const char *preset = json_string_value(json_object_get(line, "preset"));
    if (!what || strcmp(what, "published") != 0 || !preset
        || strcmp(preset, om_preset_name(rules->preset)) != 0) {
        return "it is not a ledger of this preset";
    }
    if (json_integer_value(json_object_get(line, "version")) != VERSION) {
        return "another version of omstander wrote it; report with that one";
    }
    if (json_integer_value(json_object_get(line, "simulated"))
        != rules->simulated) {
        return "pretend visitors and real ones do not go together; use "
               "another state folder";
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (json_integer_value(json_object_get(line, names[i])) != values[i]) {
            return "it was kept with other rules; figures by two sets of "
                   "rules would give each other away";
        }
    }
    ledger->started =
        (int) json_integer_value(json_object_get(line, "started"));
    ledger->closed = (int) json_integer_value(json_object_get(line, "closed"));
    return NULL;
}

static const char damaged[] = "it is damaged";

// The end of what the last line vouches for; 0: it does not.
static size_t
check_end(const char *bytes, size_t length)
{
    if (length < 2 || bytes[length - 1] != '\n') {
        return 0;
    }
    size_t at = length - 1;
    while (at > 0 && bytes[at - 1] != '\n') {
        at--;
    }
    char hash[2 * HASH_SIZE + 1];
    hash_of(bytes, at, hash);
    struct om_text end = { 0 };
    om_text_print(&end, "[\"end\",%zu,\"%s\"]\n", count_lines(bytes, at), hash);
    bool same = end.length == length - at
                && memcmp(end.data, bytes + at, end.length) == 0;
    om_text_finish(&end);
    return same ? at : 0;
}

static bool
take_line(struct om_release_ledger *ledger, const json_t *line)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(string_at(line, 0), kinds[i].kind) == 0) {
            return kinds[i].take(ledger, line);
        }
    }
    return false;
}

// NULL when all went well.
static const char *
read_all(struct om_release_ledger *ledger, const char *bytes, size_t length)
{
    size_t end = check_end(bytes, length);
    const char *wrong = end > 0 ? NULL : damaged;
    for (size_t at = 0, next; !wrong && at < end; at = next) {
        const char *stop = memchr(bytes + at, '\n', end - at);
        next = (size_t) (stop - bytes) + 1;
        json_t *line = json_loadb(bytes + at, next - at, 0, NULL);
        if (at == 0) {
            wrong = line ? check_rules(ledger, line) : damaged;
        } else {
            wrong = line && take_line(ledger, line) ? NULL : damaged;
        }
        json_decref(line);
    }
    return wrong;
}

static void
complain(struct om_text *problem, const char *path, const char *wrong)
{
    om_text_print(
        problem,
        "%s: %s. Nothing is published, because without it a figure could be "
        "published twice and give away what was kept back. Put a good copy "
        "in its place: %s.copy is one, unless it is damaged, too",
        path, wrong, path);
}

// Remembers the sites that another preset's ledger has, if there is one.
static void
read_elsewhere(struct om_release_ledger *ledger, const char *folder,
               enum om_preset preset)
{
    char *name = name_of(preset, ""), *path = om_path_join(folder, name);
    size_t length = 0;
    char *bytes = om_path_read(path, FILE_BYTES_MAX, &length);
    for (size_t at = 0, next; bytes && at < length; at = next) {
        const char *stop = memchr(bytes + at, '\n', length - at);
        next = stop ? (size_t) (stop - bytes) + 1 : length;
        if (strncmp(bytes + at, "[\"site\"", 7) != 0) {
            continue;
        }
        json_t *line = json_loadb(bytes + at, next - at, 0, NULL);
        const char *id = string_at(line, 1);
        om_names_add(&ledger->elsewhere, id, strlen(id));
        json_decref(line);
    }
    free(bytes);
    free(path);
    free(name);
}

struct om_release_ledger *
om_release_ledger_load(const char *folder, const struct om_release_rules *rules,
                       struct om_text *problem)
{
    struct om_release_ledger *ledger = om_release_ledger_create(rules);
    char *name = name_of(rules->preset, "");
    char *copy_name = name_of(rules->preset, ".copy");
    char *path = om_path_join(folder, name);
    char *copy = om_path_join(folder, copy_name);
    size_t length = 0;
    char *bytes = om_path_read(path, FILE_BYTES_MAX, &length);
    const char *wrong = NULL;
    if (bytes) {
        wrong = read_all(ledger, bytes, length);
    } else if (errno != ENOENT) {
        wrong = strerror(errno);
    } else if (om_path_is_file(copy)) {
        wrong = "it is gone, while its copy is there";
    }
    if (wrong) {
        complain(problem, path, wrong);
        om_release_ledger_destroy(ledger);
        ledger = NULL;
    }
    for (int preset = OM_PRESET_CINEMA; ledger && preset <= OM_PRESET_SCHOOL;
         preset++) {
        if (preset != (int) rules->preset) {
            read_elsewhere(ledger, folder, (enum om_preset) preset);
        }
    }
    free(bytes);
    free(copy);
    free(path);
    free(copy_name);
    free(name);
    return ledger;
}
