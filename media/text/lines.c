#include "text/lines.h"

#include "base/text.h"
#include "text/chars.h"

#include <stdlib.h>
#include <string.h>

// Lines are filled greedily, piece by piece: a piece is what stands between
// two places where a line may end, with the spaces behind it. Pieces are
// measured one by one, the line they make once more as a whole.

struct breaker {
    struct om_lines *lines;
    struct om_shaper *shaper;
    const struct om_lines_limits *limits;
    bool full; // the last line is there and has its ellipsis if need be
};

// -- measuring ----------------------------------------------------------------

static int
measure(struct breaker *breaker, const struct om_para *para, size_t start,
        size_t end)
{
    return om_shape_width(breaker->shaper, para, start, end);
}

// Whether it fits in `room`, and how wide it is if so. What is endless is
// measured only as far as needed.
static bool
fits(struct breaker *breaker, const struct om_para *para, size_t start,
     size_t end, int room, int *width)
{
    int slack = (int) breaker->shaper->size; // letters may move together
    for (size_t part = 64; start + part < end; part *= 4) {
        if (measure(breaker, para, start, start + part) > room + slack) {
            return false;
        }
    }
    *width = measure(breaker, para, start, end);
    return *width <= room;
}

static int
hyphen_width(struct breaker *breaker, const struct om_para *para, size_t end)
{
    if (para->chars[end - 1] != OM_CHAR_SOFT_HYPHEN) {
        return 0;
    }
    para->chars[end - 1] = OM_CHAR_HYPHEN;
    int width = measure(breaker, para, end - 1, end);
    para->chars[end - 1] = OM_CHAR_SOFT_HYPHEN;
    return width;
}

// -- filling a line -----------------------------------------------------------

static size_t
piece_end(const struct om_para *para, size_t start)
{
    size_t end = start + 1;
    while (end < para->count && !para->breaks[end]) {
        end++;
    }
    return end;
}

static size_t
cluster_at(const struct om_para *para, size_t at)
{
    while (at < para->count && !para->starts[at]) {
        at++;
    }
    return at;
}

// As many clusters as fit, at least one: in growing steps, then halving what
// is between the last that fitted and the first that did not.
static size_t
fill_with_clusters(struct breaker *breaker, const struct om_para *para,
                   size_t start, size_t end)
{
    int room = breaker->limits->width;
    size_t good = om_para_next(para, start);
    size_t bad = end;
    for (size_t step = 8; good < end; step *= 2) {
        size_t probe = cluster_at(para, good + step);
        probe = probe < end ? probe : end;
        if (measure(breaker, para, start, probe) > room) {
            bad = probe;
            break;
        }
        good = probe;
    }
    while (om_para_next(para, good) < bad) {
        size_t middle = cluster_at(para, good + (bad - good) / 2);
        middle = middle < bad ? middle : om_para_next(para, good);
        if (measure(breaker, para, start, middle) > room) {
            bad = middle;
        } else {
            good = middle;
        }
    }
    return good;
}

// The end of the line that starts at `start`.
static size_t
fill_line(struct breaker *breaker, const struct om_para *para, size_t start)
{
    int room = breaker->limits->width;
    size_t at = start;
    while (at < para->count) {
        size_t end = piece_end(para, at);
        size_t trimmed = om_para_trim(para, at, end);
        int width = 0;
        if (trimmed > at
            && (!fits(breaker, para, at, trimmed, room, &width)
                || width + hyphen_width(breaker, para, trimmed) > room)) {
            break;
        }
        room -= width + measure(breaker, para, trimmed, end);
        at = end;
    }
    if (at == start) {
        size_t end = piece_end(para, start);
        breaker->lines->overflow = true;
        at = fill_with_clusters(breaker, para, start, end);
    }
    return at;
}

// Pieces side by side may be a little wider than one by one.
static size_t
shrink_line(struct breaker *breaker, const struct om_para *para, size_t start,
            size_t end)
{
    for (;;) {
        size_t trimmed = om_para_trim(para, start, end);
        size_t shorter = end;
        do {
            shorter--;
        } while (shorter > start && !para->breaks[shorter]);
        if (shorter == start || trimmed == start
            || measure(breaker, para, start, trimmed)
                       + hyphen_width(breaker, para, trimmed)
                   <= breaker->limits->width) {
            return end;
        }
        end = shorter;
    }
}

// -- the ellipsis -------------------------------------------------------------

static void
keep_para(struct om_lines *lines, struct om_para *para)
{
    lines->paras = om_realloc(lines->paras, (lines->para_count + 1)
                                                * sizeof(struct om_para *));
    lines->paras[lines->para_count++] = para;
    lines->tofu |= para->tofu;
}

// The paragraph up to `end`, with an ellipsis.
static struct om_para *
end_early(struct breaker *breaker, const struct om_para *para, size_t end)
{
    uint32_t *chars = om_alloc((end + 1) * sizeof(*chars));
    memcpy(chars, para->chars, end * sizeof(*chars));
    chars[end] = OM_CHAR_ELLIPSIS;
    struct om_para *shorter =
        om_para_create(breaker->shaper->fonts, breaker->shaper->weight, chars,
                       end + 1, para->right_to_left);
    free(chars);
    return shorter;
}

// Takes clusters from the last line until an ellipsis fits.
static void
cut_line(struct breaker *breaker)
{
    struct om_line *line = &breaker->lines->items[breaker->lines->count - 1];
    const struct om_para *para = line->para;
    size_t end = line->end;
    if (end > line->start && end < para->count
        && para->chars[end - 1] == OM_CHAR_HYPHEN) {
        end--;
    }
    for (;;) {
        end = om_para_trim(para, line->start, end);
        struct om_para *shorter = end_early(breaker, para, end);
        int width = measure(breaker, shorter, line->start, end + 1);
        if (width <= breaker->limits->width || end == line->start) {
            keep_para(breaker->lines, shorter);
            *line = (struct om_line){ shorter, line->start, end + 1, width };
            break;
        }
        om_para_destroy(shorter);
        end = om_para_previous(para, end);
        end = end > line->start ? end : line->start;
    }
    breaker->lines->cut = true;
}

// -- paragraphs ---------------------------------------------------------------

// Returns where the next line starts.
static size_t
add_line(struct breaker *breaker, struct om_para *para, size_t start)
{
    size_t end = 0;
    if (para->count > 0) {
        end = fill_line(breaker, para, start);
        end = shrink_line(breaker, para, start, end);
    }
    size_t trimmed = om_para_trim(para, start, end);
    if (end < para->count && trimmed > start
        && para->chars[trimmed - 1] == OM_CHAR_SOFT_HYPHEN) {
        para->chars[trimmed - 1] = OM_CHAR_HYPHEN;
    }
    struct om_lines *lines = breaker->lines;
    lines->items =
        om_realloc(lines->items, (lines->count + 1) * sizeof(*lines->items));
    lines->items[lines->count++] =
        (struct om_line){ para, start, trimmed,
                          measure(breaker, para, start, trimmed) };
    return end;
}

static void
break_para(struct breaker *breaker, struct om_para *para)
{
    size_t at = 0;
    do {
        if (breaker->lines->count == breaker->limits->max) {
            cut_line(breaker);
            breaker->full = true;
            return;
        }
        at = add_line(breaker, para, at);
        if (!breaker->limits->wrap && at < para->count) {
            cut_line(breaker);
            return;
        }
    } while (at < para->count);
}

void
om_lines_make(struct om_lines *lines, struct om_shaper *shaper,
              const uint32_t *chars, size_t count,
              const struct om_lines_limits *limits)
{
    struct breaker breaker = { lines, shaper, limits, false };
    lines->right_to_left =
        om_para_direction(chars, count) == OM_PARA_RIGHT_TO_LEFT;
    size_t start = 0;
    while (start < count && !breaker.full) {
        size_t end = start;
        while (end < count && chars[end] != OM_CHAR_NEWLINE) {
            end++;
        }
        struct om_para *para =
            om_para_create(shaper->fonts, shaper->weight, chars + start,
                           end - start, lines->right_to_left);
        keep_para(lines, para);
        break_para(&breaker, para);
        start = end + 1;
    }
    if (limits->more && lines->count > 0 && !breaker.full) {
        cut_line(&breaker);
    }
}

void
om_lines_finish(struct om_lines *lines)
{
    for (size_t i = 0; i < lines->para_count; i++) {
        om_para_destroy(lines->paras[i]);
    }
    free(lines->paras);
    free(lines->items);
    *lines = (struct om_lines){ 0 };
}
