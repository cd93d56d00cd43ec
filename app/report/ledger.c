#include "report/ledger.h"

#include "report/ledger_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct om_release_ledger *
om_release_ledger_create(const struct om_release_rules *rules)
{
    struct om_release_ledger *ledger = om_alloc(sizeof(*ledger));
    *ledger = (struct om_release_ledger){ .rules = *rules };
    return ledger;
}

void
om_release_ledger_destroy(struct om_release_ledger *ledger)
{
    if (!ledger) {
        return;
    }
    om_names_finish(&ledger->strings);
    om_names_finish(&ledger->site_names);
    om_names_finish(&ledger->elsewhere);
    om_names_finish(&ledger->value_names);
    free(ledger->sites);
    free(ledger->values);
    free(ledger->rows);
    free(ledger->months);
    free(ledger->covered);
    free(ledger);
}

const char *
om_release_ledger_intern(struct om_release_ledger *ledger, const char *string)
{
    uint32_t number = om_names_add(&ledger->strings, string, strlen(string));
    return ledger->strings.items[number];
}

uint32_t
om_release_ledger_add_site(struct om_release_ledger *ledger,
                           const struct om_release_ledger_site *site)
{
    size_t known = ledger->site_names.count;
    uint32_t number =
        om_names_add(&ledger->site_names, site->id, strlen(site->id));
    if (ledger->site_names.count == known) {
        ledger->sites[number].kiosks = site->kiosks;
        return number;
    }
    if (number == ledger->site_room) {
        ledger->site_room = number ? number * 2u : 16;
        ledger->sites = om_realloc(
            ledger->sites, ledger->site_room * sizeof(ledger->sites[0]));
    }
    ledger->sites[number] = *site;
    ledger->sites[number].id = om_release_ledger_intern(ledger, site->id);
    ledger->sites[number].province =
        om_release_ledger_intern(ledger, site->province);
    return number;
}

// -- values -------------------------------------------------------------------

struct key {
    char text[512];
    size_t length;
};

__attribute__((format(printf, 2, 0))) static void
print_key(struct key *key, const char *format, va_list arguments)
{
    int length = vsnprintf(key->text, sizeof(key->text), format, arguments);
    key->length = strlen(key->text);
    if (length < 0 || (size_t) length != key->length) {
        abort(); // ids are bounded; two keys that are cut alike would mix
    }
}

static uint64_t *
find_value(struct om_release_ledger *ledger, const struct key *key)
{
    size_t known = ledger->value_names.count;
    uint32_t number =
        om_names_add(&ledger->value_names, key->text, key->length);
    if (number == ledger->value_room) {
        ledger->value_room = number ? number * 2u : 256;
        ledger->values = om_realloc(
            ledger->values, ledger->value_room * sizeof(ledger->values[0]));
    }
    if (ledger->value_names.count > known) {
        ledger->values[number] = 0;
    }
    return &ledger->values[number];
}

uint64_t
om_release_ledger_get(const struct om_release_ledger *ledger,
                      const char *format, ...)
{
    struct key key;
    va_list arguments;
    va_start(arguments, format);
    print_key(&key, format, arguments);
    va_end(arguments);
    uint32_t number = om_names_find(&ledger->value_names, key.text, key.length);
    return number == OM_NAME_NONE ? 0 : ledger->values[number];
}

void
om_release_ledger_set(struct om_release_ledger *ledger, uint64_t value,
                      const char *format, ...)
{
    struct key key;
    va_list arguments;
    va_start(arguments, format);
    print_key(&key, format, arguments);
    va_end(arguments);
    *find_value(ledger, &key) = value;
}

void
om_release_ledger_add(struct om_release_ledger *ledger, uint64_t value,
                      const char *format, ...)
{
    struct key key;
    va_list arguments;
    va_start(arguments, format);
    print_key(&key, format, arguments);
    va_end(arguments);
    *find_value(ledger, &key) += value;
}

void
om_release_ledger_forget(struct om_release_ledger *ledger,
                         const char *beginning)
{
    size_t length = strlen(beginning);
    for (size_t i = 0; i < ledger->value_names.count; i++) {
        if (strncmp(ledger->value_names.items[i], beginning, length) == 0) {
            ledger->values[i] = 0;
        }
    }
}

// -- what was published -------------------------------------------------------

void
om_release_ledger_publish(struct om_release_ledger *ledger,
                          const struct om_row *row)
{
    if (ledger->row_count == ledger->row_room) {
        ledger->row_room = ledger->row_room ? ledger->row_room * 2 : 256;
        ledger->rows = om_realloc(ledger->rows,
                                  ledger->row_room * sizeof(ledger->rows[0]));
    }
    struct om_row *into = &ledger->rows[ledger->row_count++];
    *into = *row;
    into->scope_id = om_release_ledger_intern(ledger, row->scope_id);
    into->pack_id = om_release_ledger_intern(ledger, row->pack_id);
    into->question = om_release_ledger_intern(ledger, row->question);
    into->choice = om_release_ledger_intern(ledger, row->choice);
    into->language = om_release_ledger_intern(ledger, row->language);
}

void
om_release_ledger_add_month(struct om_release_ledger *ledger,
                            const struct om_month_quality *month)
{
    ledger->months = om_realloc(
        ledger->months, (ledger->month_count + 1) * sizeof(ledger->months[0]));
    ledger->months[ledger->month_count++] = *month;
}

void
om_release_ledger_add_covered(struct om_release_ledger *ledger,
                              struct om_release_ledger_covered covered)
{
    if (ledger->covered_count == ledger->covered_room) {
        ledger->covered_room =
            ledger->covered_room ? ledger->covered_room * 2 : 64;
        ledger->covered = om_realloc(
            ledger->covered, ledger->covered_room * sizeof(ledger->covered[0]));
    }
    ledger->covered[ledger->covered_count++] = covered;
}
