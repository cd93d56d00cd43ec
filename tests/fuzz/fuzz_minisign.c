// Any bytes as a public key, a secret key, a signature file and a trusted
// comment: what is taken can be written and is the same when it is read again,
// what is signed here verifies here, and nothing else ever does.
#include "update/minisign.h"
#include "update/seal.h"

#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Made for this, and used for nothing else.
static const char secret_file[] =
    "untrusted comment: minisign encrypted secret key\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAti"
    "Gd"
    "g0J3dXFIujedY47ZQLFC84+wEx7afPIEB4uAY8nJqmBtAYQcRxiMiIzx/"
    "qhFgVAKeacHyAz8RcLl"
    "YhfHd0nPi1b/HJ3UAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
static const char public_line[] =
    "RWS2IZ2DQnd1cRiMiIzx/qhFgVAKeacHyAz8RcLlYhfHd0nPi1b/HJ3U";
static const char message[] = "blake2b 12 pack.yaml\n";

struct keys {
    struct om_secret_key secret;
    struct om_public_key open;
};

static void
demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void
read_keys(struct keys *keys)
{
    demand(om_secret_key_parse(&keys->secret, secret_file, strlen(secret_file),
                               NULL)
           == OM_SIGN_GOOD);
    demand(om_public_key_parse(&keys->open, public_line, strlen(public_line))
           == OM_SIGN_GOOD);
}

static enum om_sign_answer
verify(const struct keys *keys, const struct om_signature *signature)
{
    return om_signature_verify(signature, &keys->open, 1, message,
                               strlen(message));
}

// A locked key is not unlocked: that takes a second and a gigabyte.
static void
as_keys(const char *text, size_t length)
{
    struct om_public_key open;
    struct om_secret_key secret;
    om_public_key_parse(&open, text, length);
    if (om_secret_key_parse(&secret, text, length, NULL) == OM_SIGN_GOOD) {
        om_secret_key_finish(&secret);
    }
}

static void
as_signature(const struct keys *keys, const char *text, size_t length)
{
    struct om_signature first, second, mine;
    if (om_signature_parse(&first, text, length) != OM_SIGN_GOOD) {
        return;
    }
    struct om_text out = { 0 };
    om_signature_print(&first, "again", &out);
    demand(om_signature_parse(&second, out.data, out.length) == OM_SIGN_GOOD);
    demand(first.prehashed == second.prehashed
           && memcmp(first.id, second.id, sizeof(first.id)) == 0
           && memcmp(first.bytes, second.bytes, sizeof(first.bytes)) == 0
           && memcmp(first.seal, second.seal, sizeof(first.seal)) == 0
           && strcmp(first.comment, second.comment) == 0);
    // Of one key, message and comment there is one signature.
    if (first.prehashed && verify(keys, &first) == OM_SIGN_GOOD) {
        demand(om_signature_make(&mine, &keys->secret, first.comment, message,
                                 strlen(message))
               == OM_SIGN_GOOD);
        demand(memcmp(mine.bytes, first.bytes, sizeof(mine.bytes)) == 0
               && memcmp(mine.seal, first.seal, sizeof(mine.seal)) == 0);
    }
    om_text_finish(&out);
}

static void
as_sealed_folder(const struct keys *keys, const char *text, size_t length,
                 const char *comment)
{
    struct om_seal seal = {
        .manifest = (char *) (uintptr_t) message,
        .manifest_length = strlen(message),
        .signature = (char *) (uintptr_t) text,
        .signature_length = length,
    };
    struct om_findings findings = { 0 };
    bool good = om_seal_check_signature(&seal, &keys->open, 1, &findings);
    demand(good == (findings.count == 0) && good == seal.is_signed
           && strlen(seal.date) < sizeof(seal.date));
    if (comment) {
        demand(good && strcmp(seal.comment, comment) == 0);
    }
    om_seal_check_pack(&seal, "klein", "2.1.0", &findings);
    om_findings_finish(&findings);
}

// Signed with these bytes as its comment.
static void
as_comment(const struct keys *keys, const char *text, size_t length)
{
    char comment[OM_SIGN_COMMENT_MAX + 2];
    snprintf(comment, sizeof(comment), "%.*s", (int) length, text);
    struct om_signature signature;
    if (om_signature_make(&signature, &keys->secret, comment, message,
                          strlen(message))
        != OM_SIGN_GOOD) {
        return;
    }
    struct om_text out = { 0 };
    om_signature_print(&signature, "ours", &out);
    as_sealed_folder(keys, out.data, out.length, comment);
    signature.comment[strlen(signature.comment) / 2] ^= 1;
    demand(comment[0] == '\0' || verify(keys, &signature) == OM_SIGN_COMMENT);
    om_text_finish(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct keys keys;
    const char *text = (const char *) bytes;
    read_keys(&keys);
    as_keys(text, length);
    as_signature(&keys, text, length);
    as_sealed_folder(&keys, text, length, NULL);
    as_comment(&keys, text, length);
    om_secret_key_finish(&keys.secret);
    return 0;
}
