#include "update/machine.h"

#include <string.h>

static const om_tick settle_time = OM_S(10);
static const om_tick settle_time_stick = OM_S(3);
static const om_tick settle_time_transfer =
    OM_S(60); // a temporary file is there
static const om_tick settling_scan = OM_S(1);
static const om_tick hint_delay = OM_MS(200); // changes come in heaps
static const om_tick trial_time = OM_S(600);
static const unsigned trial_visits = 3;
static const om_tick scan_silence = OM_S(30);
static const om_tick stage_silence = OM_S(120); // a check says nothing for long
static const om_tick again_soon = OM_S(5);
static const om_tick again_later = OM_S(600);
static const om_tick again_broken = OM_S(30);
static const unsigned broken_times = 3;

struct step {
    struct om_machine *machine;
    struct om_ledger *ledger;
    const struct om_machine_event *event;
    om_tick now;
    struct om_machine_effects effects;
};

void
om_machine_init(struct om_machine *machine, const struct om_site *site,
                const struct om_ledger *ledger, om_tick now)
{
    *machine = (struct om_machine){
        .poll = OM_S(site->poll),
        .keep = site->keep,
        .allow_downgrade = site->allow_downgrade,
        .next_scan = site->content || site->stick ? now : OM_NEVER,
        .heard = now,
        .trial_until = ledger->on_trial ? now + trial_time : OM_NEVER,
    };
}

// -- small steps --------------------------------------------------------------

// The one place that writes the phase.
static void
enter(struct step *step, enum om_phase phase)
{
    struct om_machine *machine = step->machine;
    machine->phase = phase;
    if (phase == OM_PHASE_STAGE) {
        machine->heard = step->now;
        step->effects.stage = true;
    }
}

static void
look_again(struct step *step, om_tick after)
{
    step->machine->next_scan = step->now + after;
}

static void
tell(struct step *step, enum om_outcome outcome)
{
    step->effects.tell = true;
    step->machine->outcome = outcome;
}

static void
see(struct step *step, const struct om_candidate *candidate)
{
    om_ledger_see(step->ledger, candidate->source, candidate->fingerprint);
    step->effects.save = true;
}

static bool
is_same(const uint8_t a[OM_HASH_SIZE], const uint8_t b[OM_HASH_SIZE])
{
    return memcmp(a, b, OM_HASH_SIZE) == 0;
}

static void
hold_off(struct step *step, om_tick time)
{
    struct om_machine *machine = step->machine;
    bool again = is_same(machine->held_off, machine->candidate.fingerprint);
    memcpy(machine->held_off, machine->candidate.fingerprint, OM_HASH_SIZE);
    machine->held_off_times = again ? machine->held_off_times + 1 : 1;
    machine->held_off_until = step->now + time;
}

static void
set_ready(struct step *step, const struct om_held *held,
          const struct om_candidate *from)
{
    step->machine->ready = *held;
    step->machine->is_ready = true;
    step->machine->ready_from = *from;
    step->effects.clean = true; // one that was ready before
    tell(step, OM_OUTCOME_READY);
}

// -- looking ------------------------------------------------------------------

static om_tick
rest_needed(const struct om_candidate *candidate)
{
    return candidate->transfer ? settle_time_transfer
           : candidate->stick  ? settle_time_stick
                               : settle_time;
}

// Whether something has to be done about a pack that lies there.
static bool
is_new(const struct step *step, const struct om_candidate *found)
{
    const struct om_machine *machine = step->machine;
    bool ready =
        machine->is_ready
        && strcmp(machine->ready_from.source, found->source) == 0
        && is_same(machine->ready_from.fingerprint, found->fingerprint);
    bool later = step->now < machine->held_off_until
                 && is_same(machine->held_off, found->fingerprint);
    return !ready && !later
           && !om_ledger_has_seen(step->ledger, found->source,
                                  found->fingerprint);
}

static void
settle(struct step *step, const struct om_candidate *found)
{
    struct om_machine *machine = step->machine;
    bool rests = machine->phase == OM_PHASE_SETTLE
                 && strcmp(machine->candidate.source, found->source) == 0
                 && is_same(machine->candidate.fingerprint, found->fingerprint);
    if (!rests) {
        machine->candidate = *found;
        machine->rested_since = step->now;
        enter(step, OM_PHASE_SETTLE);
    }
    if (step->now - machine->rested_since >= rest_needed(found)) {
        enter(step, OM_PHASE_STAGE);
        tell(step, OM_OUTCOME_COPYING);
    } else {
        look_again(step, settling_scan);
    }
}

static void
on_scanned(struct step *step)
{
    struct om_machine *machine = step->machine;
    if (machine->phase == OM_PHASE_STAGE || !machine->scanning) {
        return;
    }
    machine->scanning = false;
    machine->heard = step->now;
    const struct om_candidate *one = NULL;
    size_t count = 0;
    for (size_t i = 0; i < step->event->found_count; i++) {
        if (is_new(step, &step->event->found[i])) {
            one = &step->event->found[i];
            count++;
        }
    }
    if (count == 1) {
        settle(step, one);
        return;
    }
    enter(step, OM_PHASE_WATCH);
    look_again(step, machine->hinted ? hint_delay
                     : count > 1     ? again_soon
                                     : machine->poll);
    if (count > 1 && machine->outcome != OM_OUTCOME_SEVERAL) {
        tell(step, OM_OUTCOME_SEVERAL);
    } else if (count == 0 && machine->outcome == OM_OUTCOME_SEVERAL) {
        machine->outcome = OM_OUTCOME_NONE;
    }
}

static void
on_hint(struct step *step)
{
    om_tick soon = step->now + hint_delay;
    step->machine->hinted = true;
    if (!step->machine->scanning && step->machine->next_scan > soon) {
        step->machine->next_scan = soon;
    }
}

// -- staging ------------------------------------------------------------------

static void
on_broken(struct step *step)
{
    hold_off(step, again_broken);
    if (step->machine->held_off_times >= broken_times) {
        see(step, &step->machine->candidate);
        tell(step, OM_OUTCOME_BROKEN);
    }
}

static void
on_full(struct step *step)
{
    if (om_ledger_drop_oldest(step->ledger)) {
        step->effects.save = step->effects.clean = true;
        enter(step, OM_PHASE_STAGE);
        return;
    }
    hold_off(step, again_later);
    tell(step, OM_OUTCOME_FULL);
}

static void
on_ready(struct step *step)
{
    static const enum om_outcome outcomes[] = {
        [OM_VERDICT_SAME] = OM_OUTCOME_SAME,
        [OM_VERDICT_BAD] = OM_OUTCOME_BAD,
        [OM_VERDICT_OLDER] = OM_OUTCOME_OLDER,
    };
    // the ledger may have changed since the stager read it
    enum om_verdict verdict = om_ledger_judge(step->ledger, step->event->held,
                                              step->machine->allow_downgrade);
    if (verdict == OM_VERDICT_NEW) {
        set_ready(step, step->event->held, &step->machine->candidate);
    } else {
        see(step, &step->machine->candidate);
        step->effects.clean = true;
        tell(step, outcomes[verdict]);
    }
}

static void
on_staged(struct step *step)
{
    struct om_machine *machine = step->machine;
    if (machine->phase != OM_PHASE_STAGE) {
        return;
    }
    machine->heard = step->now;
    enter(step, OM_PHASE_WATCH);
    look_again(step, settling_scan);
    switch (step->event->outcome) {
        case OM_OUTCOME_READY:
            on_ready(step);
            break;
        case OM_OUTCOME_FULL:
            on_full(step);
            break;
        case OM_OUTCOME_BROKEN:
            on_broken(step);
            break;
        case OM_OUTCOME_GONE:
        case OM_OUTCOME_CHANGED:
            hold_off(step, again_soon);
            tell(step, step->event->outcome);
            break;
        case OM_OUTCOME_READ_ONLY:
            hold_off(step, again_later);
            tell(step, OM_OUTCOME_READ_ONLY);
            break;
        default: // refused: nothing changes by trying again
            see(step, &machine->candidate);
            tell(step, step->event->outcome);
            break;
    }
}

static void
on_lost(struct step *step)
{
    struct om_machine *machine = step->machine;
    bool staging = machine->phase == OM_PHASE_STAGE;
    machine->scanning = false;
    machine->heard = step->now;
    enter(step, OM_PHASE_WATCH);
    look_again(step, again_soon);
    if (staging) {
        on_broken(step);
    }
}

// -- on screen ----------------------------------------------------------------

static void
pass(struct step *step)
{
    om_ledger_pass(step->ledger, step->machine->keep);
    step->machine->trial_until = OM_NEVER;
    step->effects.save = step->effects.clean = true;
    tell(step, OM_OUTCOME_LIVE);
}

static void
on_attract(struct step *step)
{
    struct om_machine *machine = step->machine;
    if (!machine->is_ready) {
        return;
    }
    machine->is_ready = false;
    machine->trial_until = step->now + trial_time;
    machine->trial_visits = 0;
    om_ledger_try(step->ledger, &machine->ready);
    if (machine->ready_from.source[0]) {
        see(step, &machine->ready_from);
    }
    step->effects.save = true;
    tell(step, OM_OUTCOME_TRIAL);
}

static void
on_visit(struct step *step)
{
    if (step->ledger->on_trial
        && ++step->machine->trial_visits >= trial_visits) {
        pass(step);
    }
}

static void
on_failed(struct step *step)
{
    if (!om_ledger_current(step->ledger)) {
        return;
    }
    om_ledger_fail(step->ledger, step->event->why);
    step->machine->trial_until = OM_NEVER;
    step->effects.save = true; // it is cleaned up with the next start
    tell(step, OM_OUTCOME_FAILED);
}

// -- the machine --------------------------------------------------------------

static bool
is_asking(const struct om_machine *machine)
{
    return machine->scanning || machine->phase == OM_PHASE_STAGE;
}

static om_tick
silence_ends(const struct om_machine *machine)
{
    om_tick most =
        machine->phase == OM_PHASE_STAGE ? stage_silence : scan_silence;
    return is_asking(machine) ? machine->heard + most : OM_NEVER;
}

static void
on_tick(struct step *step)
{
    struct om_machine *machine = step->machine;
    if (step->now >= silence_ends(machine)) {
        step->effects.restart = true;
        on_lost(step);
    }
    if (step->ledger->on_trial && step->now >= machine->trial_until) {
        pass(step);
    }
    if (!is_asking(machine) && step->now >= machine->next_scan) {
        machine->scanning = true;
        machine->hinted = false;
        machine->heard = step->now;
        machine->next_scan = OM_NEVER;
        step->effects.scan = true;
    }
}

om_tick
om_machine_deadline(const struct om_machine *machine,
                    const struct om_ledger *ledger)
{
    om_tick deadline =
        is_asking(machine) ? silence_ends(machine) : machine->next_scan;
    bool trial = ledger->on_trial && machine->trial_until < deadline;
    return trial ? machine->trial_until : deadline;
}

static void
on_progress(struct step *step)
{
    step->machine->heard = step->now;
}

static void
on_installed(struct step *step)
{
    static const struct om_candidate command = { .source = "" };
    set_ready(step, step->event->held, &command);
}

struct om_machine_effects
om_machine_step(struct om_machine *machine, struct om_ledger *ledger,
                const struct om_machine_event *event, om_tick now)
{
    static void (*const rows[])(struct step *) = {
        [OM_MACHINE_TICK] = on_tick,
        [OM_MACHINE_HINT] = on_hint,
        [OM_MACHINE_SCANNED] = on_scanned,
        [OM_MACHINE_PROGRESS] = on_progress,
        [OM_MACHINE_STAGED] = on_staged,
        [OM_MACHINE_LOST] = on_lost,
        [OM_MACHINE_INSTALLED] = on_installed,
        [OM_MACHINE_ATTRACT] = on_attract,
        [OM_MACHINE_VISIT] = on_visit,
        [OM_MACHINE_FAILED] = on_failed,
    };
    struct step step = {
        .machine = machine, .ledger = ledger, .event = event, .now = now
    };
    rows[event->kind](&step);
    return step.effects;
}
