// Measurements that were made before, by what was in the file: its name and
// date do not matter. A cache that cannot be read or written is no cache.
#ifndef OM_MEASURE_CACHE_H
#define OM_MEASURE_CACHE_H

#include "measure/measurement.h"

enum { OM_CACHE_KEY_SIZE = 65 };

// Called now and then while a large file is read.
struct om_cache_pulse {
    void (*beat)(void *context);
    void *context;
};

// Reads the file from its beginning, and leaves it there. False when it cannot
// be read.
bool om_cache_key(int file, char key[OM_CACHE_KEY_SIZE],
                  const struct om_cache_pulse *pulse);

// The measurement, the caller's to free; NULL when there is none.
struct om_measurement *om_cache_get(const char *folder, const char *key);

// Forgets all of it when there are more than `most`.
void om_cache_trim(const char *folder, size_t most);

void om_cache_put(const char *folder, const char *key,
                  const struct om_measurement *measurement);

#endif
