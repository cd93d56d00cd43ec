#include "update/status.h"

#include "base/path.h"

#include <jansson.h>
#include <stdlib.h>

static const time_t clock_plausible = 1700000000; // November 2023

static json_t *
held_json(const struct om_held *held)
{
    char identity[65];
    om_hash_print(held->identity, identity);
    return json_pack("{s:s, s:s, s:s, s:b, s:s}", "id", held->id, "version",
                     held->version, "hash", identity, "signed",
                     (int) held->is_signed, "folder", held->name);
}

static json_t *
packs_json(const struct om_ledger *ledger)
{
    json_t *packs = json_array();
    for (size_t i = 0; i < ledger->good_count; i++) {
        json_array_append_new(packs, held_json(&ledger->good[i]));
    }
    return packs;
}

static json_t *
bad_json(const struct om_ledger *ledger)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < ledger->bad_count; i++) {
        char identity[65];
        om_hash_print(ledger->bad[i].identity, identity);
        json_array_append_new(rows, json_pack("{s:s, s:s}", "hash", identity,
                                              "why", ledger->bad[i].why));
    }
    return rows;
}

static void
add_work(json_t *root, const struct om_status *status)
{
    static const char *const steps[] = {
        [OM_STAGE_LOOKING] = "looking",
        [OM_STAGE_COPYING] = "copying",
        [OM_STAGE_CHECKING] = "checking",
    };
    const struct om_machine *machine = status->machine;
    if (machine->phase != OM_PHASE_WATCH) {
        json_object_set_new(root, "source",
                            json_string(machine->candidate.source));
    }
    if (machine->phase == OM_PHASE_STAGE) {
        json_object_set_new(root, "progress",
                            json_pack("{s:s, s:I, s:I}", "step",
                                      steps[status->step], "bytes",
                                      (json_int_t) status->bytes, "total",
                                      (json_int_t) status->total));
    }
}

static void
add_time(json_t *root, time_t now)
{
    struct tm utc;
    char date[32];
    if (now >= clock_plausible && gmtime_r(&now, &utc)) {
        strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &utc);
        json_object_set_new(root, "updated", json_string(date));
    }
}

void
om_status_print(const struct om_status *status, struct om_text *out)
{
    static const char *const phases[] = {
        [OM_PHASE_WATCH] = "watching",
        [OM_PHASE_SETTLE] = "settling",
        [OM_PHASE_STAGE] = "staging",
    };
    const struct om_machine *machine = status->machine;
    const struct om_ledger *ledger = status->ledger;
    const struct om_held *current = om_ledger_current(ledger);
    const struct om_outcome_row *row = om_outcome_row(machine->outcome);
    json_t *root = json_pack(
        "{s:s, s:s, s:{s:s, s:b, s:s, s:s}, s:o, s:b, s:o, s:o, s:o}",
        "omstander", om_version(), "phase", phases[machine->phase], "outcome",
        "code", row->code, "good", (int) row->good, "nl", row->title, "en",
        row->en, "current", current ? held_json(current) : json_null(), "trial",
        (int) ledger->on_trial, "ready",
        machine->is_ready ? held_json(&machine->ready) : json_null(), "good",
        packs_json(ledger), "bad", bad_json(ledger));
    add_work(root, status);
    add_time(root, status->now);
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_ENSURE_ASCII);
    json_decref(root);
    om_text_print(out, "%s\n", text ? text : "{}");
    free(text);
}
