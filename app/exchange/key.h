// The key with which a kiosk signs its exports. Made on first use and kept in
// the state folder, readable by its owner only. It tells that two exports are
// of the same kiosk; it tells nothing of a visitor.
#ifndef OM_EXCHANGE_KEY_H
#define OM_EXCHANGE_KEY_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    OM_KEY_PUBLIC = 32, // bytes
    OM_KEY_SIGNATURE = 64,
    OM_KEY_ID_SIZE = 17,     // hexadecimal, with its NUL
    OM_KEY_PUBLIC_TEXT = 45, // base64, with its NUL
    OM_KEY_SIGNATURE_TEXT = 89,
};

struct om_key {
    unsigned char secret[64]; // wiped by om_key_finish()
    unsigned char public[OM_KEY_PUBLIC];
};

// kiosk.key in the folder, mode 0600; made when missing. False with a message
// when it cannot be made, is damaged, or can be read by others.
bool om_key_load(struct om_key *key, const char *folder,
                 struct om_text *problem);

void om_key_finish(struct om_key *key);

// A short name for a public key, to be read aloud.
void om_key_id(const unsigned char *public, char id[OM_KEY_ID_SIZE]);

void om_key_public_text(const unsigned char *public,
                        char text[OM_KEY_PUBLIC_TEXT]);
bool om_key_public_parse(const char *text, unsigned char *public);

void om_key_sign(const struct om_key *key, const char *bytes, size_t length,
                 char text[OM_KEY_SIGNATURE_TEXT]);
bool om_key_verify(const unsigned char *public, const char *bytes,
                   size_t length, const char *signature);

#endif
