// Which keys may deliver for which site: accepted-keys.txt in the state folder,
// one line each: site, key, key id. Lines that begin with # are kept.
#ifndef OM_EXCHANGE_KEYRING_H
#define OM_EXCHANGE_KEYRING_H

#include "base/text.h"

#include <stdbool.h>

struct om_keyring;

// Empty when there is no file yet. NULL with a message when a line cannot be
// read: a merge without it would accept anybody.
struct om_keyring *om_keyring_load(const char *folder, struct om_text *problem);

void om_keyring_destroy(struct om_keyring *ring);

// Writes it when something was accepted: beside, synced, renamed.
bool om_keyring_save(struct om_keyring *ring, const char *folder,
                     struct om_text *problem);

enum om_keyring_answer {
    OM_KEYRING_KNOWN,
    OM_KEYRING_ACCEPTED, // the site's first, or `accept` was given
    OM_KEYRING_OTHER,    // the site has another one
};

enum om_keyring_answer om_keyring_check(struct om_keyring *ring,
                                        const char *site,
                                        const unsigned char *key, bool accept);

// How many keys a site has: its kiosks.
unsigned om_keyring_count(const struct om_keyring *ring, const char *site);

#endif
