// The counters of many kiosks, merged into one database: per (site, epoch,
// period, cell) the highest n that was ever delivered. So the same export may
// come twice, late, or in any order, and the sums are the same.
//
// One connection, one thread. A kiosk counts in tally.h, never in here.
#ifndef OM_TALLY_POOL_H
#define OM_TALLY_POOL_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { OM_EPOCH_BYTES = 16 };

struct om_pool;

struct om_pool_site {
    const char *id, *type, *province;
    unsigned kiosks;
};

// pool.db in the folder, made when missing. NULL with a message; a file that
// is damaged is never written over and never moved: nothing is merged.
struct om_pool *om_pool_open(const char *folder, struct om_text *problem);

// What was not committed is gone.
void om_pool_close(struct om_pool *pool);

// Everything between the two is there whole or not at all, also after a power
// cut.
bool om_pool_begin(struct om_pool *pool, struct om_text *problem);
bool om_pool_commit(struct om_pool *pool, struct om_text *problem);

// The site's number; its type, province and kiosks become these. 0: failed.
int64_t om_pool_add_site(struct om_pool *pool, const struct om_pool_site *site);

// An epoch of a site. `counters`: how many it has already. `other`: the number
// of another site that delivered the same epoch, or 0.
struct om_pool_epoch {
    int64_t number; // 0: failed
    int64_t counters;
    int64_t other;
};
struct om_pool_epoch om_pool_add_epoch(struct om_pool *pool, int64_t site,
                                       const unsigned char *uuid);

// One counter. `before`: what was known of it, -1 when nothing was.
bool om_pool_put(struct om_pool *pool, const struct om_pool_epoch *epoch,
                 int period, const char *key, int64_t n, int64_t *before);

// The counters of the same name at another site's copy of an epoch; -1: none.
int64_t om_pool_find(struct om_pool *pool, int64_t site,
                     const unsigned char *uuid, int period, const char *key);

// What SQLite has to say about the last failure.
void om_pool_explain(struct om_pool *pool, struct om_text *problem);

// Whether there is a pool in the folder.
bool om_pool_is_there(const char *folder);

struct om_pool_row {
    const char *site;           // id
    const unsigned char *epoch; // or a name for all of a site's
    int period;
    const char *key;
    int64_t n;
};

// Every site, then every counter: of epochs that two sites delivered one by
// one, of all others what they add up to at their site. Opened read-only.
bool om_pool_read(const char *folder,
                  void (*site)(void *context, const struct om_pool_site *site),
                  void (*row)(void *context, const struct om_pool_row *row),
                  void *context, struct om_text *problem);

#endif
