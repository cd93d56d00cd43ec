#include "update/ledger.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct om_held *
om_ledger_current(const struct om_ledger *ledger)
{
    if (ledger->on_trial) {
        return &ledger->trial;
    }
    return ledger->good_count > 0 ? &ledger->good[0] : NULL;
}

const struct om_held *
om_ledger_before(const struct om_ledger *ledger)
{
    size_t index = ledger->on_trial ? 0 : 1;
    return index < ledger->good_count ? &ledger->good[index] : NULL;
}

const struct om_newest *
om_ledger_newest(const struct om_ledger *ledger, const char *id)
{
    for (size_t i = 0; i < ledger->newest_count; i++) {
        if (strcmp(ledger->newest[i].id, id) == 0) {
            return &ledger->newest[i];
        }
    }
    return NULL;
}

// Numbers are compared as numbers, anything else letter by letter; what goes
// on is newer than what has ended.
int
om_version_compare(const char *a, const char *b)
{
    while (*a || *b) {
        bool digits =
            isdigit((unsigned char) *a) && isdigit((unsigned char) *b);
        if (!digits) {
            if (*a != *b) {
                return (unsigned char) *a - (unsigned char) *b;
            }
            a++;
            b++;
            continue;
        }
        a += strspn(a, "0");
        b += strspn(b, "0");
        size_t la = strspn(a, "0123456789"), lb = strspn(b, "0123456789");
        int order = la != lb ? (la > lb ? 1 : -1) : strncmp(a, b, la);
        if (order != 0) {
            return order;
        }
        a += la;
        b += lb;
    }
    return 0;
}

// Dates of signatures decide only between two signed packs of one version.
static bool
is_older(const struct om_held *held, const struct om_newest *newest)
{
    int order = om_version_compare(held->version, newest->version);
    bool dated =
        held->is_signed && held->date[0] != '-' && newest->date[0] != '-';
    return order < 0
           || (order == 0 && dated && strcmp(held->date, newest->date) < 0);
}

enum om_verdict
om_ledger_judge(const struct om_ledger *ledger, const struct om_held *held,
                bool allow_downgrade)
{
    const struct om_held *current = om_ledger_current(ledger);
    if (current
        && memcmp(current->identity, held->identity, OM_HASH_SIZE) == 0) {
        return OM_VERDICT_SAME;
    }
    for (size_t i = 0; i < ledger->bad_count; i++) {
        if (memcmp(ledger->bad[i].identity, held->identity, OM_HASH_SIZE)
            == 0) {
            return OM_VERDICT_BAD;
        }
    }
    const struct om_newest *newest = om_ledger_newest(ledger, held->id);
    return newest && !allow_downgrade && is_older(held, newest)
               ? OM_VERDICT_OLDER
               : OM_VERDICT_NEW;
}

void
om_held_name(struct om_held *held)
{
    char digits[65];
    om_hash_print(held->identity, digits);
    snprintf(held->name, sizeof(held->name), "%.40s@%.32s-%.16s", held->id,
             held->version, digits);
}

// -- what happens -------------------------------------------------------------

// Makes room at the front of an array of `count` items, losing the last when
// there are `most`; returns the new count.
static size_t
push_front(void *items, size_t size, size_t count, size_t most)
{
    size_t moved = count < most ? count : most - 1;
    memmove((char *) items + size, items, moved * size);
    return moved + 1;
}

static void
remove_at(void *items, size_t size, size_t *count, size_t index)
{
    --*count;
    memmove((char *) items + index * size, (char *) items + (index + 1) * size,
            (*count - index) * size);
}

bool
om_ledger_start(struct om_ledger *ledger, const char *boot)
{
    if (ledger->on_trial && ledger->running[0]) {
        ledger->strikes += strcmp(ledger->running, boot) == 0 ? 2 : 1;
    }
    bool failed = ledger->on_trial && ledger->strikes >= OM_LEDGER_STRIKES_MAX;
    if (failed) {
        om_ledger_fail(ledger, "starts");
    }
    snprintf(ledger->running, sizeof(ledger->running), "%s", boot);
    return failed;
}

void
om_ledger_stop(struct om_ledger *ledger)
{
    ledger->running[0] = '\0';
}

void
om_ledger_try(struct om_ledger *ledger, const struct om_held *held)
{
    ledger->trial = *held;
    ledger->on_trial = true;
    ledger->strikes = 0;
}

static void
note_newest(struct om_ledger *ledger, const struct om_held *held)
{
    struct om_newest row = { 0 };
    memcpy(row.id, held->id, sizeof(row.id));
    memcpy(row.version, held->version, sizeof(row.version));
    memcpy(row.date, held->is_signed ? held->date : "-",
           held->is_signed ? sizeof(row.date) : 2);
    for (size_t i = 0; i < ledger->newest_count; i++) {
        if (strcmp(ledger->newest[i].id, held->id) == 0) {
            if (is_older(held, &ledger->newest[i])) {
                row = ledger->newest[i]; // taken as an exception
            }
            remove_at(ledger->newest, sizeof(row), &ledger->newest_count, i);
            break;
        }
    }
    ledger->newest_count =
        push_front(ledger->newest, sizeof(row), ledger->newest_count,
                   OM_LEDGER_NEWEST_MAX);
    ledger->newest[0] = row;
}

void
om_ledger_pass(struct om_ledger *ledger, unsigned keep)
{
    if (!ledger->on_trial) {
        return;
    }
    for (size_t i = 0; i < ledger->good_count; i++) {
        if (strcmp(ledger->good[i].name, ledger->trial.name) == 0) {
            remove_at(ledger->good, sizeof(ledger->good[0]),
                      &ledger->good_count, i);
            break;
        }
    }
    ledger->good_count =
        push_front(ledger->good, sizeof(ledger->good[0]), ledger->good_count,
                   keep < OM_LEDGER_GOOD_MAX ? keep : OM_LEDGER_GOOD_MAX);
    ledger->good[0] = ledger->trial;
    if (ledger->trial.is_signed) {
        ledger->base = ledger->trial;
        ledger->has_base = true;
    }
    note_newest(ledger, &ledger->trial);
    ledger->on_trial = false;
    ledger->strikes = 0;
}

void
om_ledger_fail(struct om_ledger *ledger, const char *why)
{
    const struct om_held *current = om_ledger_current(ledger);
    if (!current) {
        return;
    }
    struct om_bad bad = { 0 };
    memcpy(bad.identity, current->identity, OM_HASH_SIZE);
    snprintf(bad.why, sizeof(bad.why), "%s", why);
    ledger->bad_count = push_front(ledger->bad, sizeof(bad), ledger->bad_count,
                                   OM_LEDGER_BAD_MAX);
    ledger->bad[0] = bad;
    if (ledger->on_trial) {
        ledger->on_trial = false;
        ledger->strikes = 0;
    } else {
        remove_at(ledger->good, sizeof(ledger->good[0]), &ledger->good_count,
                  0);
    }
}

bool
om_ledger_drop_oldest(struct om_ledger *ledger)
{
    // good[0] is on screen, or to fall back on; on screen, good[1] is that
    size_t needed = ledger->on_trial ? 1 : 2;
    for (size_t i = ledger->good_count; i-- > needed;) {
        bool base = ledger->has_base
                    && strcmp(ledger->base.name, ledger->good[i].name) == 0;
        if (!base) {
            remove_at(ledger->good, sizeof(ledger->good[0]),
                      &ledger->good_count, i);
            return true;
        }
    }
    return false;
}

bool
om_ledger_keeps(const struct om_ledger *ledger, const char *name)
{
    for (size_t i = 0; i < ledger->good_count; i++) {
        if (strcmp(ledger->good[i].name, name) == 0) {
            return true;
        }
    }
    return (ledger->on_trial && strcmp(ledger->trial.name, name) == 0)
           || (ledger->has_base && strcmp(ledger->base.name, name) == 0);
}

void
om_ledger_see(struct om_ledger *ledger, const char *source,
              const uint8_t fingerprint[OM_HASH_SIZE])
{
    struct om_seen_source row = { 0 };
    snprintf(row.source, sizeof(row.source), "%s", source);
    memcpy(row.fingerprint, fingerprint, OM_HASH_SIZE);
    for (size_t i = 0; i < ledger->seen_count; i++) {
        if (strcmp(ledger->seen[i].source, row.source) == 0) {
            remove_at(ledger->seen, sizeof(row), &ledger->seen_count, i);
            break;
        }
    }
    ledger->seen_count = push_front(ledger->seen, sizeof(row),
                                    ledger->seen_count, OM_LEDGER_SEEN_MAX);
    ledger->seen[0] = row;
}

bool
om_ledger_has_seen(const struct om_ledger *ledger, const char *source,
                   const uint8_t fingerprint[OM_HASH_SIZE])
{
    for (size_t i = 0; i < ledger->seen_count; i++) {
        if (strncmp(ledger->seen[i].source, source, OM_LEDGER_SOURCE_MAX) == 0
            && memcmp(ledger->seen[i].fingerprint, fingerprint, OM_HASH_SIZE)
                   == 0) {
            return true;
        }
    }
    return false;
}
