#include "check/contrast.h"

#include "check/messages.h"

#include <math.h>
#include <stdio.h>

static const double contrast_min = 4.5;

// -- colours ------------------------------------------------------------------

static double
linear(uint32_t level)
{
    double value = (level & 0xFF) / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double
luminance(uint32_t rgb)
{
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8)
           + 0.0722 * linear(rgb);
}

double
om_contrast(uint32_t one, uint32_t other)
{
    double a = luminance(one) + 0.05, b = luminance(other) + 0.05;
    return a > b ? a / b : b / a;
}

static uint32_t
mix(uint32_t from, uint32_t to, unsigned part)
{
    uint32_t mixed = 0;
    for (unsigned shift = 0; shift <= 16; shift += 8) {
        unsigned a = (from >> shift) & 0xFF, b = (to >> shift) & 0xFF;
        mixed |= ((a * (255 - part) + b * part) / 255) << shift;
    }
    return mixed;
}

// -- the pairs ----------------------------------------------------------------

enum colour { INK, PAPER, ACCENT, HELP };

// A colour of the theme with some of another in it, of 255.
struct shade {
    enum colour base, towards;
    unsigned part;
};

// What kiosk/paint.c and the screens draw with on what: text and grounds, at
// the shades they use there; tests/test_screens finds no others on any screen.
static const struct {
    const char *name;
    struct shade text, ground;
} pairs[] = {
    { "paper ↔ ink", { PAPER, PAPER, 0 }, { INK, INK, 0 } },
    { "accent ↔ ink", { ACCENT, ACCENT, 0 }, { INK, INK, 0 } },
    { "help ↔ ink", { HELP, HELP, 0 }, { INK, INK, 0 } },
    // a choice
    { "paper ↔ ink + 13 % paper", { PAPER, PAPER, 0 }, { INK, PAPER, 34 } },
    // small print, on the screen, on the panel of a help line
    { "paper 75 % ↔ ink", { INK, PAPER, 190 }, { INK, INK, 0 } },
    { "paper 75 % ↔ ink + 8 % paper", { INK, PAPER, 190 }, { INK, PAPER, 20 } },
    { "help ↔ ink + 8 % paper", { HELP, HELP, 0 }, { INK, PAPER, 20 } },
    // typing, in a bubble of the chat
    { "paper 75 % ↔ ink + 10 % paper",
      { INK, PAPER, 190 },
      { INK, PAPER, 26 } },
    // what is said in a chat; a help line, a story
    { "paper ↔ ink + 10 % paper", { PAPER, PAPER, 0 }, { INK, PAPER, 26 } },
    { "paper ↔ ink + 8 % paper", { PAPER, PAPER, 0 }, { INK, PAPER, 20 } },
    // headings of small parts, the notice
    { "paper 78 % ↔ ink", { INK, PAPER, 200 }, { INK, INK, 0 } },
};

enum { PAIRS = sizeof(pairs) / sizeof(pairs[0]), BUBBLE = 26 };

static uint32_t
rgb_of(struct om_colour colour)
{
    return (uint32_t) colour.r << 16 | (uint32_t) colour.g << 8 | colour.b;
}

static uint32_t
shade_of(const uint32_t theme[4], struct shade shade)
{
    return mix(theme[shade.base], theme[shade.towards], shade.part);
}

bool
om_contrast_pair(size_t index, const uint32_t theme[4], uint32_t *text,
                 uint32_t *ground)
{
    if (index >= PAIRS) {
        return false;
    }
    *text = shade_of(theme, pairs[index].text);
    *ground = shade_of(theme, pairs[index].ground);
    return true;
}

// The colour of the pair that somebody wrote; the whole file when both are the
// usual ones.
static struct om_mark
mark_of(const struct om_survey *survey, size_t pair)
{
    const struct om_mark *text = &survey->theme[pairs[pair].text.towards];
    const struct om_mark *ground = &survey->theme[pairs[pair].ground.base];
    return text->file     ? *text
           : ground->file ? *ground
                          : (struct om_mark){ "pack.yaml", 0, 0 };
}

// Pairs of the same two colours fail together: one of them is said.
static bool
is_said(const bool bad[PAIRS], size_t pair)
{
    for (size_t i = 0; i < pair; i++) {
        if (bad[i] && pairs[i].text.towards == pairs[pair].text.towards
            && pairs[i].ground.base == pairs[pair].ground.base) {
            return true;
        }
    }
    return false;
}

static void
check_people(const struct om_survey *survey, uint32_t ground,
             struct om_findings *findings)
{
    for (size_t i = 0; i < survey->colour_count; i++) {
        const struct om_survey_colour *person = &survey->colours[i];
        double contrast = om_contrast(person->rgb, ground);
        if (contrast < contrast_min) {
            char value[16];
            snprintf(value, sizeof(value), "%.1f", floor(contrast * 10) / 10);
            om_remark(findings, OM_REMARK_CONTRAST_PERSON, person->mark,
                      person->person, value, NULL);
        }
    }
}

void
om_check_contrast(const struct om_pack *pack, const struct om_survey *survey,
                  struct om_findings *findings)
{
    const uint32_t theme[4] = {
        rgb_of(pack->theme.ink),
        rgb_of(pack->theme.paper),
        rgb_of(pack->theme.accent),
        rgb_of(pack->theme.help),
    };
    bool bad[PAIRS] = { false };
    for (size_t i = 0; i < PAIRS; i++) {
        double contrast = om_contrast(shade_of(theme, pairs[i].text),
                                      shade_of(theme, pairs[i].ground));
        bad[i] = contrast < contrast_min;
        if (bad[i] && !is_said(bad, i)) {
            char value[16];
            snprintf(value, sizeof(value), "%.1f", floor(contrast * 10) / 10);
            om_remark(findings, OM_REMARK_CONTRAST, mark_of(survey, i),
                      pairs[i].name, value, NULL);
        }
    }
    check_people(survey, mix(theme[INK], theme[PAPER], BUBBLE), findings);
}
