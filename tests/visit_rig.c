#include "visit_rig.h"

#include "visit/visit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> // needs those above

// A script is a string of events: letters below, + waits two seconds, a number
// is the value of the event before it.
static const struct {
    char letter;
    enum om_event_kind kind;
} letters[] = {
    { 'S', OM_EVENT_START },      { 'L', OM_EVENT_LANGUAGE },
    { 's', OM_EVENT_STORY },      { '>', OM_EVENT_CONTINUE },
    { 'c', OM_EVENT_CHOOSE },     { 'x', OM_EVENT_STOP },
    { 'h', OM_EVENT_HELP },       { 'C', OM_EVENT_CLOSE },
    { 't', OM_EVENT_TOUCH },      { 'Q', OM_EVENT_CUE },
    { 'e', OM_EVENT_CLIP_ENDED }, { 'f', OM_EVENT_CLIP_FAILED },
    { 'w', OM_EVENT_COUNTED },    { 'r', OM_EVENT_RESET },
    { 'H', OM_EVENT_CLIP_HALF },  { 'k', OM_EVENT_READY },
    { 'm', OM_EVENT_MARK },       { 'a', OM_EVENT_AUDIENCE },
    { 'M', OM_EVENT_MORE },
};

static const char effect_letters[] = {
    [OM_EFFECT_ATTRACT] = 'A', [OM_EFFECT_PLAY] = 'P',
    [OM_EFFECT_PREROLL] = 'p', [OM_EFFECT_HOLD] = 'H',
    [OM_EFFECT_RESUME] = 'R',  [OM_EFFECT_COUNT] = 'C',
    [OM_EFFECT_WIPE] = 'W',
};

void
play_event(struct play *play, enum om_event_kind kind, uint16_t value)
{
    struct om_effects effects;
    play->visit =
        om_visit_step(play->visit, (struct om_event){ kind, value }, play->now,
                      play->pack, &om_visit_rules_default, &effects);
    assert_true(om_visit_is_valid(&play->visit, play->pack));
    for (uint8_t i = 0; i < effects.count; i++) {
        size_t at = strlen(play->effects);
        if (effects.items[i].kind == OM_EFFECT_COUNT) {
            play->counts++;
            play->counted = play->visit.result;
        }
        snprintf(play->effects + at, sizeof(play->effects) - at,
                 effects.items[i].kind == OM_EFFECT_PLAY
                         || effects.items[i].kind == OM_EFFECT_PREROLL
                     ? "%c%d"
                     : "%c",
                 effect_letters[effects.items[i].kind], effects.items[i].scene);
    }
}

struct play
run_script_on(const struct om_pack *pack, const char *script)
{
    struct play play = { .pack = pack, .visit = om_visit_begin(0) };
    for (const char *p = script; *p; p++) {
        if (*p == ' ') {
            play.effects[0] = '\0'; // only what follows is looked at
            continue;
        }
        if (*p == '+') {
            play.now += OM_S(2);
            continue;
        }
        if (*p == '~') { // until the deadline
            assert_true(play.visit.deadline != OM_NEVER);
            play.now = play.visit.deadline;
            play_event(&play, OM_EVENT_TICK, 0);
            continue;
        }
        size_t i = 0;
        while (letters[i].letter != *p) {
            i++;
            assert_true(i < sizeof(letters) / sizeof(letters[0]));
        }
        uint16_t value = 0;
        while (p[1] >= '0' && p[1] <= '9') {
            value = (uint16_t) (value * 10 + *++p - '0');
        }
        play_event(&play, letters[i].kind, value);
    }
    return play;
}

const char *
describe(const struct om_visit *visit, char *buffer, size_t size)
{
    static const char *const overlays[] = { "", "+help", "+idle" };
    snprintf(buffer, size, "%s%s", om_visit_state_name(visit->state),
             overlays[visit->overlay]);
    return buffer;
}
