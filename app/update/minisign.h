// Keys and signatures in the files of Frank Denis' minisign: what `minisign
// -G` and `-S` write is read here, and what is written here `minisign -V`
// accepts. Signing is always prehashed (Ed25519 over BLAKE2b-512); signatures
// of the older kind (Ed25519 over the bytes themselves) are verified too. This
// module makes no keys: a secret key belongs on the computer of whoever signs,
// where `minisign -G` makes it, and never on a kiosk.
//
// Values in, values out; no files, no log. Any thread.
#ifndef OM_UPDATE_MINISIGN_H
#define OM_UPDATE_MINISIGN_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OM_SIGN_COMMENT_MAX = 1024, // bytes of a trusted comment
    OM_SIGN_FILE_MAX = 16384,   // bytes of a key or signature file
};

struct om_public_key {
    uint8_t id[8];
    uint8_t point[32];
};

struct om_secret_key {
    uint8_t id[8];
    uint8_t bytes[64]; // seed and point, as libsodium has them
};

struct om_signature {
    bool prehashed;
    uint8_t id[8];     // of the key
    uint8_t bytes[64]; // over the message
    uint8_t seal[64];  // over those bytes and the trusted comment
    char comment[OM_SIGN_COMMENT_MAX + 1];
};

enum om_sign_answer {
    OM_SIGN_GOOD,
    OM_SIGN_SHAPE,           // no file of minisign's
    OM_SIGN_ALGORITHM,       // one of a kind this program does not know
    OM_SIGN_PASSWORD_NEEDED, // the secret key is locked
    OM_SIGN_PASSWORD_WRONG,
    OM_SIGN_MEMORY,      // too little memory to unlock the key
    OM_SIGN_KEY_UNKNOWN, // signed with none of the keys given
    OM_SIGN_FORGED,      // the message is not what was signed
    OM_SIGN_COMMENT,     // the trusted comment is not what was signed
};

// "in plain words", for a message that has said which file.
const char *om_sign_answer_words(enum om_sign_answer answer, bool english);

// The text of a public key file, or its second line alone.
enum om_sign_answer om_public_key_parse(struct om_public_key *key,
                                        const char *text, size_t length);

// The text of a secret key file; `password` NULL: none known yet. Unlocking
// takes as long and as much memory as minisign decided when it made the key
// (a second and a gigabyte). Wipe the key with om_secret_key_finish().
enum om_sign_answer om_secret_key_parse(struct om_secret_key *key,
                                        const char *text, size_t length,
                                        const char *password);

void om_secret_key_finish(struct om_secret_key *key);

enum om_sign_answer om_signature_parse(struct om_signature *signature,
                                       const char *text, size_t length);

// The text of a signature file.
void om_signature_print(const struct om_signature *signature,
                        const char *untrusted_comment, struct om_text *out);

// Signs bytes and a trusted comment: one line without control characters, at
// most OM_SIGN_COMMENT_MAX bytes (else OM_SIGN_COMMENT).
enum om_sign_answer om_signature_make(struct om_signature *signature,
                                      const struct om_secret_key *key,
                                      const char *comment, const char *bytes,
                                      size_t length);

// GOOD when one of the keys signed these bytes and this comment.
enum om_sign_answer om_signature_verify(const struct om_signature *signature,
                                        const struct om_public_key *keys,
                                        size_t key_count, const char *bytes,
                                        size_t length);

#endif
