#include "update/minisign.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

// The files, as minisign's documentation has them: a line of comment, then
// base64 of
//   public key   "Ed", key id (8), point (32)
//   secret key   "Ed", "Sc" or two zeros (is it locked?), "B2", salt (32),
//                two limits for scrypt (8 + 8, little-endian), and, xored with
//                what scrypt makes of the password: key id (8), seed and point
//                (64), BLAKE2b-256 of "Ed", id and these (32; zeros in a key
//                without a password)
//   signature    "ED" (prehashed) or "Ed", key id (8), signature (64)
// A signature file goes on with a trusted comment and base64 of a second
// signature, over the first one and that comment.

enum {
    PUBLIC_SIZE = 2 + 8 + 32,
    LOCKED_SIZE = 8 + 64 + 32,
    LOCKED_AT = 2 + 2 + 2 + 32 + 8 + 8,
    SECRET_SIZE = LOCKED_AT + LOCKED_SIZE,
    SIGNATURE_SIZE = 2 + 8 + 64,
};

// A key that asks for more was not made by minisign.
static const uint64_t memory_max = (uint64_t) 4 << 30;

static const char untrusted[] = "untrusted comment: ";
static const char trusted[] = "trusted comment: ";

const char *
om_sign_answer_words(enum om_sign_answer answer, bool english)
{
    static const char *const words[][2] = {
        [OM_SIGN_GOOD] = { "in orde", "good" },
        [OM_SIGN_SHAPE] = { "dit is geen bestand van minisign",
                            "this is no file of minisign's" },
        [OM_SIGN_ALGORITHM] = { "dit soort sleutel of handtekening ken ik niet",
                                "this kind of key or signature is unknown" },
        [OM_SIGN_PASSWORD_NEEDED] = { "deze sleutel heeft een wachtwoord",
                                      "this key is locked with a password" },
        [OM_SIGN_PASSWORD_WRONG] = { "het wachtwoord klopt niet, of de sleutel "
                                     "is beschadigd",
                                     "the password is wrong, or the key is "
                                     "damaged" },
        [OM_SIGN_MEMORY] = { "te weinig geheugen om de sleutel te openen",
                             "too little memory to unlock the key" },
        [OM_SIGN_KEY_UNKNOWN] = { "ondertekend met een onbekende sleutel",
                                  "signed with an unknown key" },
        [OM_SIGN_FORGED] = { "de handtekening hoort niet bij deze inhoud",
                             "the signature does not belong to this content" },
        [OM_SIGN_COMMENT] = { "de opmerking in de handtekening is veranderd",
                              "the comment in the signature was changed" },
    };
    return words[answer][english];
}

// -- lines --------------------------------------------------------------------

struct line {
    const char *at;
    size_t length;
};

// The next line, without its end; false when there is none.
static bool
take_line(const char **at, const char *end, struct line *line)
{
    if (*at == end) {
        return false;
    }
    const char *stop = memchr(*at, '\n', (size_t) (end - *at));
    const char *next = stop ? stop + 1 : end;
    stop = stop ? stop : end;
    if (stop > *at && stop[-1] == '\r') {
        stop--;
    }
    *line = (struct line){ *at, (size_t) (stop - *at) };
    *at = next;
    return true;
}

static bool
starts_with(struct line line, const char *prefix)
{
    size_t length = strlen(prefix);
    return line.length >= length && memcmp(line.at, prefix, length) == 0;
}

// libsodium's decoder takes some bytes above 127 for letters.
static bool
decode(struct line line, uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < line.length; i++) {
        if ((unsigned char) line.at[i] > 0x7F) {
            return false;
        }
    }
    size_t length = 0;
    const char *stop = NULL;
    return sodium_base642bin(bytes, size, line.at, line.length, NULL, &length,
                             &stop, sodium_base64_VARIANT_ORIGINAL)
               == 0
           && length == size && stop == line.at + line.length;
}

// A tab is: minisign's own comments have them.
static bool
is_printable(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char) text[i];
        if ((byte < 0x20 && byte != '\t') || byte == 0x7F) {
            return false;
        }
    }
    return true;
}

// -- keys ---------------------------------------------------------------------

enum om_sign_answer
om_public_key_parse(struct om_public_key *key, const char *text, size_t length)
{
    const char *at = text, *end = text + length;
    struct line line;
    uint8_t bytes[PUBLIC_SIZE];
    if (length > OM_SIGN_FILE_MAX || !take_line(&at, end, &line)) {
        return OM_SIGN_SHAPE;
    }
    if (starts_with(line, untrusted) && !take_line(&at, end, &line)) {
        return OM_SIGN_SHAPE;
    }
    if (!decode(line, bytes, sizeof(bytes))) {
        return OM_SIGN_SHAPE;
    }
    if (memcmp(bytes, "Ed", 2) != 0) {
        return OM_SIGN_ALGORITHM;
    }
    memcpy(key->id, bytes + 2, sizeof(key->id));
    memcpy(key->point, bytes + 10, sizeof(key->point));
    return OM_SIGN_GOOD;
}

static uint64_t
little_endian(const uint8_t *bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < 8; i++) {
        value |= (uint64_t) bytes[i] << (8 * i);
    }
    return value;
}

static enum om_sign_answer
unlock(uint8_t bytes[SECRET_SIZE], const char *password)
{
    static const uint8_t open[2] = { 0, 0 };
    if (memcmp(bytes + 2, open, 2) == 0) {
        return OM_SIGN_GOOD;
    }
    if (memcmp(bytes + 2, "Sc", 2) != 0) {
        return OM_SIGN_ALGORITHM;
    }
    if (!password) {
        return OM_SIGN_PASSWORD_NEEDED;
    }
    uint64_t operations = little_endian(bytes + 38);
    uint64_t memory = little_endian(bytes + 46);
    uint8_t stream[LOCKED_SIZE];
    if (memory > memory_max
        || crypto_pwhash_scryptsalsa208sha256(stream, sizeof(stream), password,
                                              strlen(password), bytes + 6,
                                              operations, (size_t) memory)
               != 0) {
        return OM_SIGN_MEMORY;
    }
    for (size_t i = 0; i < sizeof(stream); i++) {
        bytes[LOCKED_AT + i] ^= stream[i];
    }
    sodium_memzero(stream, sizeof(stream));
    return OM_SIGN_GOOD;
}

// The sum is what tells a right password from a wrong one. A key that was
// never locked has none; there the point must be that of the seed.
static bool
is_intact(const uint8_t bytes[SECRET_SIZE])
{
    uint8_t sum[32], point[32], pair[64];
    const uint8_t *seed = bytes + LOCKED_AT + 8;
    const uint8_t *expected = seed + 64;
    crypto_sign_seed_keypair(point, pair, seed);
    bool same = sodium_memcmp(pair, seed, sizeof(pair)) == 0;
    sodium_memzero(pair, sizeof(pair));
    if (!same || (bytes[2] == 0 && sodium_is_zero(expected, sizeof(sum)))) {
        return same;
    }
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof(sum));
    crypto_generichash_update(&state, bytes, 2);
    crypto_generichash_update(&state, bytes + LOCKED_AT, 8 + 64);
    crypto_generichash_final(&state, sum, sizeof(sum));
    return sodium_memcmp(sum, expected, sizeof(sum)) == 0;
}

static enum om_sign_answer
parse_secret(struct om_secret_key *key, uint8_t bytes[SECRET_SIZE],
             const char *password)
{
    if (memcmp(bytes, "Ed", 2) != 0 || memcmp(bytes + 4, "B2", 2) != 0) {
        return OM_SIGN_ALGORITHM;
    }
    enum om_sign_answer answer = unlock(bytes, password);
    if (answer != OM_SIGN_GOOD) {
        return answer;
    }
    if (!is_intact(bytes)) {
        return OM_SIGN_PASSWORD_WRONG;
    }
    memcpy(key->id, bytes + LOCKED_AT, sizeof(key->id));
    memcpy(key->bytes, bytes + LOCKED_AT + 8, sizeof(key->bytes));
    return OM_SIGN_GOOD;
}

enum om_sign_answer
om_secret_key_parse(struct om_secret_key *key, const char *text, size_t length,
                    const char *password)
{
    const char *at = text, *end = text + length;
    struct line line;
    uint8_t bytes[SECRET_SIZE];
    if (sodium_init() < 0 || length > OM_SIGN_FILE_MAX
        || !take_line(&at, end, &line) || !starts_with(line, untrusted)
        || !take_line(&at, end, &line) || !decode(line, bytes, sizeof(bytes))) {
        return OM_SIGN_SHAPE;
    }
    enum om_sign_answer answer = parse_secret(key, bytes, password);
    sodium_memzero(bytes, sizeof(bytes));
    return answer;
}

void
om_secret_key_finish(struct om_secret_key *key)
{
    sodium_memzero(key, sizeof(*key));
}

// -- signatures ---------------------------------------------------------------

enum om_sign_answer
om_signature_parse(struct om_signature *signature, const char *text,
                   size_t length)
{
    const char *at = text, *end = text + length;
    struct line line;
    uint8_t bytes[SIGNATURE_SIZE];
    *signature = (struct om_signature){ 0 };
    if (length > OM_SIGN_FILE_MAX || !take_line(&at, end, &line)
        || !starts_with(line, untrusted) || !take_line(&at, end, &line)
        || !decode(line, bytes, sizeof(bytes))) {
        return OM_SIGN_SHAPE;
    }
    if (memcmp(bytes, "ED", 2) != 0 && memcmp(bytes, "Ed", 2) != 0) {
        return OM_SIGN_ALGORITHM;
    }
    signature->prehashed = bytes[1] == 'D';
    memcpy(signature->id, bytes + 2, sizeof(signature->id));
    memcpy(signature->bytes, bytes + 10, sizeof(signature->bytes));
    if (!take_line(&at, end, &line) || !starts_with(line, trusted)) {
        return OM_SIGN_SHAPE;
    }
    const char *comment = line.at + strlen(trusted);
    size_t room = line.length - strlen(trusted);
    if (room > OM_SIGN_COMMENT_MAX || !is_printable(comment, room)) {
        return OM_SIGN_SHAPE;
    }
    memcpy(signature->comment, comment, room);
    if (!take_line(&at, end, &line)
        || !decode(line, signature->seal, sizeof(signature->seal))) {
        return OM_SIGN_SHAPE;
    }
    return OM_SIGN_GOOD;
}

static void
print_base64(const uint8_t *bytes, size_t length, struct om_text *out)
{
    char text[sodium_base64_ENCODED_LEN(SIGNATURE_SIZE,
                                        sodium_base64_VARIANT_ORIGINAL)];
    assert(length <= SIGNATURE_SIZE);
    sodium_bin2base64(text, sizeof(text), bytes, length,
                      sodium_base64_VARIANT_ORIGINAL);
    om_text_print(out, "%s\n", text);
}

void
om_signature_print(const struct om_signature *signature,
                   const char *untrusted_comment, struct om_text *out)
{
    uint8_t bytes[SIGNATURE_SIZE] = { 'E', signature->prehashed ? 'D' : 'd' };
    memcpy(bytes + 2, signature->id, sizeof(signature->id));
    memcpy(bytes + 10, signature->bytes, sizeof(signature->bytes));
    om_text_print(out, "%s%s\n", untrusted, untrusted_comment);
    print_base64(bytes, sizeof(bytes), out);
    om_text_print(out, "%s%s\n", trusted, signature->comment);
    print_base64(signature->seal, sizeof(signature->seal), out);
}

static void
prehash(uint8_t sum[64], const char *bytes, size_t length)
{
    crypto_generichash(sum, 64, (const uint8_t *) bytes, length, NULL, 0);
}

// What the second signature is over; returns its length.
static size_t
sealed(const struct om_signature *signature,
       uint8_t bytes[64 + OM_SIGN_COMMENT_MAX])
{
    size_t length = strlen(signature->comment);
    memcpy(bytes, signature->bytes, 64);
    memcpy(bytes + 64, signature->comment, length);
    return 64 + length;
}

enum om_sign_answer
om_signature_make(struct om_signature *signature,
                  const struct om_secret_key *key, const char *comment,
                  const char *bytes, size_t length)
{
    size_t room = strlen(comment);
    if (room > OM_SIGN_COMMENT_MAX || !is_printable(comment, room)) {
        return OM_SIGN_COMMENT;
    }
    if (sodium_init() < 0) {
        return OM_SIGN_MEMORY;
    }
    *signature = (struct om_signature){ .prehashed = true };
    memcpy(signature->id, key->id, sizeof(signature->id));
    memcpy(signature->comment, comment, room);
    uint8_t sum[64];
    prehash(sum, bytes, length);
    crypto_sign_detached(signature->bytes, NULL, sum, sizeof(sum), key->bytes);
    uint8_t whole[64 + OM_SIGN_COMMENT_MAX];
    size_t whole_length = sealed(signature, whole);
    crypto_sign_detached(signature->seal, NULL, whole, whole_length,
                         key->bytes);
    return OM_SIGN_GOOD;
}

static const struct om_public_key *
key_of(const struct om_signature *signature, const struct om_public_key *keys,
       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (memcmp(keys[i].id, signature->id, sizeof(signature->id)) == 0) {
            return &keys[i];
        }
    }
    return NULL;
}

enum om_sign_answer
om_signature_verify(const struct om_signature *signature,
                    const struct om_public_key *keys, size_t key_count,
                    const char *bytes, size_t length)
{
    const struct om_public_key *key = key_of(signature, keys, key_count);
    if (!key || sodium_init() < 0) {
        return OM_SIGN_KEY_UNKNOWN;
    }
    uint8_t sum[64];
    const uint8_t *message = (const uint8_t *) bytes;
    if (signature->prehashed) {
        prehash(sum, bytes, length);
        message = sum;
        length = sizeof(sum);
    }
    if (crypto_sign_verify_detached(signature->bytes, message, length,
                                    key->point)
        != 0) {
        return OM_SIGN_FORGED;
    }
    uint8_t whole[64 + OM_SIGN_COMMENT_MAX];
    size_t whole_length = sealed(signature, whole);
    bool same = crypto_sign_verify_detached(signature->seal, whole,
                                            whole_length, key->point)
                == 0;
    return same ? OM_SIGN_GOOD : OM_SIGN_COMMENT;
}
