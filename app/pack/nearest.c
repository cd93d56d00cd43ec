#include "pack/nearest.h"

#include <string.h>
#include <strings.h>

// The distance is Damerau and Levenshtein's, restricted to neighbours: the
// least number of letters put in, left out, replaced, or swapped with the
// next one. At most two, and never more than half of the word: `nl` is not a
// slip of the finger for `en`. Capitals cost nothing. Words are compared by
// byte, which makes an accent cost two at most.

enum { WORD_MAX = 64, DISTANCE_MAX = 2 };

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static int
small(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
}

static size_t
distance(const char *a, size_t rows, const char *b, size_t columns)
{
    size_t table[WORD_MAX + 1][WORD_MAX + 1];
    for (size_t i = 0; i <= rows; i++) {
        table[i][0] = i;
    }
    for (size_t k = 0; k <= columns; k++) {
        table[0][k] = k;
    }
    for (size_t i = 1; i <= rows; i++) {
        for (size_t k = 1; k <= columns; k++) {
            size_t other = small(a[i - 1]) != small(b[k - 1]);
            size_t best = least(table[i - 1][k] + 1, table[i][k - 1] + 1);
            best = least(best, table[i - 1][k - 1] + other);
            if (i > 1 && k > 1 && small(a[i - 1]) == small(b[k - 2])
                && small(a[i - 2]) == small(b[k - 1])) {
                best = least(best, table[i - 2][k - 2] + 1);
            }
            table[i][k] = best;
        }
    }
    return table[rows][columns];
}

struct om_nearest
om_nearest_begin(const char *written)
{
    return (struct om_nearest){ .written = written,
                                .distance = DISTANCE_MAX + 1 };
}

void
om_nearest_try(struct om_nearest *nearest, const char *candidate)
{
    size_t a = strlen(nearest->written), b = strlen(candidate);
    if (a > WORD_MAX || b > WORD_MAX || a > b + DISTANCE_MAX
        || b > a + DISTANCE_MAX) {
        return;
    }
    size_t d = distance(nearest->written, a, candidate, b);
    if (d < nearest->distance && 2 * d <= b) {
        nearest->best = candidate;
        nearest->distance = d;
    }
}
