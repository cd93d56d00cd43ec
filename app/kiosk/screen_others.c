// What is said after an answer: its feedback, and what others chose.

#include "kiosk/chosen.h"
#include "kiosk/screens.h"

#include <stdio.h>
#include <stdlib.h>

// What is said of others, and what it rests on; empty: nothing.
struct said {
    char sentence[160], basis[160];
};

// "Landelijk, 1834 antwoorden tot en met 9-2026"
static void
say_national(const struct om_view *view, const struct om_others *others,
             struct said *said)
{
    char number[16], n[16], month[16];
    unsigned in_ten = om_others_in_ten(others);
    if (in_ten == 0) {
        return;
    }
    snprintf(number, sizeof(number), "%u", in_ten);
    snprintf(n, sizeof(n), "%u", others->n);
    snprintf(month, sizeof(month), "%d-%.4s", atoi(others->month + 5),
             others->month);
    om_word_fill(said->sentence, sizeof(said->sentence),
                 om_view_word(view, OM_WORD_OTHERS), number, "");
    om_word_fill(said->basis, sizeof(said->basis),
                 om_view_word(view, OM_WORD_NATIONAL), n, month);
}

static void
say_local(const struct om_view *view, const struct om_scene *question,
          struct said *said)
{
    char percent[16], n[16];
    unsigned answers = 0;
    unsigned share =
        om_chosen_share(view->chosen, view->pack, question, &answers);
    if (share == 0 || share < question->others.when_at_least) {
        return;
    }
    snprintf(percent, sizeof(percent), "%u", share / 10);
    snprintf(n, sizeof(n), "%u", answers);
    om_word_fill(said->sentence, sizeof(said->sentence),
                 om_view_word(view, OM_WORD_AROUND), percent, "");
    om_word_fill(said->basis, sizeof(said->basis),
                 om_view_word(view, OM_WORD_HERE), n, "");
}

static struct said
say_others(const struct om_view *view, const struct om_scene *question)
{
    struct said said = { .sentence = "" };
    if (view->norms == OM_NORMS_NATIONAL) {
        say_national(view, &question->others, &said);
    } else if (view->norms == OM_NORMS_LOCAL) {
        say_local(view, question, &said);
    }
    return said;
}

// Approving words always; a number only where most helped.
static const char *
approving_words(const struct om_view *view, const struct om_others *others)
{
    if (others->line.in[0]) {
        return om_view_words(view, &others->line);
    }
    return view->pack->approving.in[0]
               ? om_view_words(view, &view->pack->approving)
               : om_view_word(view, OM_WORD_APPROVING);
}

int
om_screen_others(struct om_view *view, const struct om_scene *question,
                 struct om_rect place)
{
    const struct om_layout *layout = view->layout;
    const struct said said = say_others(view, question);
    int pad = layout->unit * 2;
    struct om_rect rule = { place.x, place.y, layout->unit / 2 + 2, 1 };
    struct om_paint_text text = {
        .text = said.sentence,
        .step = OM_TYPE_LEAD,
        .bold = true,
        .colour = view->colours.help,
        .x = place.x + rule.w + pad,
        .y = place.y,
        .width = place.w - rule.w - pad,
    };
    if (said.sentence[0]) {
        text.y += om_paint_text(view, &text);
    }
    text.text = approving_words(view, &question->others);
    text.bold = false;
    text.colour = view->colours.paper;
    text.y += om_paint_text(view, &text);
    if (said.basis[0]) {
        text.text = said.basis;
        text.step = OM_TYPE_SMALL;
        text.colour =
            om_colour_mix(view->colours.ink, view->colours.paper, 190);
        text.y += om_paint_text(view, &text);
    }
    rule.h = text.y - place.y;
    om_list_fill(&view->list, rule, view->colours.help, view->alpha);
    return rule.h;
}

static int
paint_chosen(struct om_view *view, const struct om_scene *question,
             struct om_rect place)
{
    const struct om_layout *layout = view->layout;
    struct om_paint_text label = {
        .text = om_view_word(view, OM_WORD_CHOSE),
        .step = OM_TYPE_BODY,
        .bold = true,
        .colour = om_colour_mix(view->colours.ink, view->colours.paper, 200),
        .x = place.x,
        .y = place.y,
        .width = place.w,
    };
    int y = place.y + om_paint_text(view, &label) + layout->unit * 3 / 2;
    struct om_button chosen = {
        .rect = { place.x, y, place.w, layout->choice },
        .look = OM_BUTTON_CHOICE,
        .label =
            om_view_words(view, &question->choices[view->visit->choice].text),
        .chosen = true,
        .inert = true,
    };
    om_paint_button(view, &chosen);
    return y + layout->choice - place.y;
}

// Everything from the top of `place`; returns the height.
static int
paint_feedback(struct om_view *view, struct om_rect place)
{
    const struct om_scene *question = &view->pack->scenes[view->visit->scene];
    const struct om_layout *layout = view->layout;
    bool one = question->ask == OM_ASK_CHOICE;
    int gap = layout->unit * 5;
    int y = place.y;
    struct om_paint_text feedback = {
        .text = om_view_words(
            view, one ? &question->choices[view->visit->choice].feedback
                      : &question->feedback),
        .step = OM_TYPE_TITLE,
        .bold = true,
        .colour = view->colours.paper,
        .x = place.x,
        .width = place.w,
    };
    if (one) {
        y += paint_chosen(view, question, place) + gap;
    }
    if (feedback.text) {
        feedback.y = y;
        y += om_paint_text(view, &feedback) + gap;
    }
    if (question->others.asked) {
        struct om_rect below = { place.x, y, place.w, 0 };
        y += om_screen_others(view, question, below) + gap;
    }
    om_paint_go_on(view, place.x, y);
    return y + layout->choice - place.y;
}

void
om_screen_feedback(struct om_view *view)
{
    om_screen_frozen(view);
    om_screen_entrance(view);
    om_screen_middle(view, om_screen_words_place(view), paint_feedback);
    om_screen_chrome(view);
}
