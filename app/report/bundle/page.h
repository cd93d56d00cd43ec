// The report as one HTML file: no script, no remote request, every picture an
// inline SVG with a title, a description and its table. Text is always passed
// in Dutch and English side by side, and is escaped; markup never comes from a
// pack.
#ifndef OM_BUNDLE_PAGE_H
#define OM_BUNDLE_PAGE_H

#include "base/text.h"
#include "report/bundle/figures.h"
#include "report/bundle/labels.h"

#include <stdbool.h>

struct om_page {
    struct om_text *out;
    bool english;
    const struct om_labels *labels;
    const struct om_figures *now;
    const struct om_figures *before; // the period before; may be empty
    unsigned pictures;               // numbers ids
    unsigned sections;
};

// The whole file.
void om_page_write(struct om_page *page);

// Markup, as it is.
void om_page_html(struct om_page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Text in the page's language, escaped.
void om_page_say(struct om_page *page, const char *nl, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));

// Text that is in the page's language already, escaped.
void om_page_text(struct om_page *page, const char *text);

enum { OM_NUMBER_SIZE = 32 };

// "12.480" or "12,480".
const char *om_page_number(const struct om_page *page, uint64_t n,
                           char text[OM_NUMBER_SIZE]);

// "73%", whole.
const char *om_page_percent(double share, char text[OM_NUMBER_SIZE]);

// "september 2026"; "september – november 2026" for more than one month.
void om_page_months(const struct om_page *page, int first, int last,
                    struct om_text *out);

// What was closed with a month: "sep 26", or a term: "aug – dec 26".
void om_page_closing(const struct om_page *page, int month,
                     char text[OM_NUMBER_SIZE]);

// A section with its number and heading; the lead is written between
// om_page_section() and om_page_body().
void om_page_section(struct om_page *page, const char *id, const char *nl,
                     const char *en);
void om_page_body(struct om_page *page);
void om_page_section_end(struct om_page *page);

// A table under its picture, folded on a screen, open in print. Cells of the
// head are separated by '|'; those after the first are numbers.
void om_page_table(struct om_page *page, const char *nl, const char *en);
void om_page_table_end(struct om_page *page);

// A share as three cells: count, percent, interval; "niet getoond" where it
// is not known.
void om_page_share_cells(struct om_page *page, struct om_share share);

// The share of helping choices of a row's question, over the closings in which
// every helping choice is published; unknown where there is none, or the roles
// are not known.
struct om_share om_page_helping(const struct om_page *page,
                                const struct om_figures *figures,
                                const struct om_row *like);

// The pack's title, or the program's name where there are several.
const char *om_page_title(const struct om_page *page);

extern const char *const om_page_style[]; // parts; ends with NULL

// The parts, in this order.
void om_page_front(struct om_page *page);    // the numbers and the sentence
void om_page_coverage(struct om_page *page); // before any result
void om_page_funnel(struct om_page *page);
void om_page_choices(struct om_page *page);
void om_page_moments(struct om_page *page);
void om_page_time(struct om_page *page);
void om_page_places(struct om_page *page);
void om_page_languages(struct om_page *page);
void om_page_before(struct om_page *page); // compared with the period before
void om_page_method(struct om_page *page);
void om_page_help(struct om_page *page);

#endif
