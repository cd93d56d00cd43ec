#include "tally/counters.h"

#include "base/text.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static int
compare(const struct om_counter *counter, int period, const char *key)
{
    return counter->period != period ? (counter->period < period ? -1 : 1)
                                     : strcmp(counter->key, key);
}

// Where the counter is or should be.
static size_t
place_of(const struct om_counters *counters, int period, const char *key)
{
    size_t low = 0;
    size_t high = counters->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&counters->items[middle], period, key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// Not by realloc(), which would leave a copy behind.
static void
grow(struct om_counters *counters)
{
    struct om_counters larger = {
        .count = counters->count,
        .capacity = counters->capacity ? counters->capacity * 2 : 64,
    };
    larger.items = om_alloc(larger.capacity * sizeof(larger.items[0]));
    if (counters->count) {
        memcpy(larger.items, counters->items,
               counters->count * sizeof(larger.items[0]));
    }
    om_counters_finish(counters);
    *counters = larger;
}

bool
om_counters_add(struct om_counters *counters, int period, const char *key,
                uint32_t n)
{
    size_t place = place_of(counters, period, key);
    bool there = place < counters->count
                 && compare(&counters->items[place], period, key) == 0;
    if (!there && counters->count == OM_COUNTERS_MAX) {
        return false;
    }
    if (!there && counters->count == counters->capacity) {
        grow(counters);
    }
    struct om_counter *counter = &counters->items[place];
    if (!there) {
        memmove(counter + 1, counter,
                (counters->count - place) * sizeof(*counter));
        memset(counter, 0, sizeof(*counter));
        counter->period = period;
        memcpy(counter->key, key, strlen(key));
        counters->count++;
    }
    counter->n += n;
    return true;
}

void
om_counters_finish(struct om_counters *counters)
{
    if (counters->items) {
        sodium_memzero(counters->items,
                       counters->capacity * sizeof(counters->items[0]));
    }
    free(counters->items);
    *counters = (struct om_counters){ 0 };
}
