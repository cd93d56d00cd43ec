#include "exchange/key.h"

#include "base/path.h"
#include "report/save.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char file[] = "kiosk.key";
static const char head[] = "omstander-kiosk-key-1 ";

static const int base64 = sodium_base64_VARIANT_ORIGINAL;

static bool
save_new(struct om_key *key, const char *folder, struct om_text *problem)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    char text[sodium_base64_ENCODED_LEN(sizeof(seed),
                                        sodium_base64_VARIANT_ORIGINAL)];
    randombytes_buf(seed, sizeof(seed));
    crypto_sign_seed_keypair(key->public, key->secret, seed);
    sodium_bin2base64(text, sizeof(text), seed, sizeof(seed), base64);
    struct om_text line = { 0 };
    om_text_print(&line, "%s%s\n", head, text);
    bool saved = om_path_make_folder(folder);
    if (!saved) {
        om_text_print(problem, "cannot make %s: %s", folder, strerror(errno));
    }
    saved = saved && om_save(folder, file, &line, problem);
    sodium_memzero(seed, sizeof(seed));
    sodium_memzero(text, sizeof(text));
    sodium_memzero(line.data, line.length);
    om_text_finish(&line);
    return saved;
}

static bool
parse(struct om_key *key, const char *text)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    size_t length = 0;
    size_t skip = sizeof(head) - 1;
    bool good = strncmp(text, head, skip) == 0
                && sodium_base642bin(seed, sizeof(seed), text + skip,
                                     strcspn(text + skip, "\n"), NULL, &length,
                                     NULL, base64)
                       == 0
                && length == sizeof(seed);
    if (good) {
        crypto_sign_seed_keypair(key->public, key->secret, seed);
    }
    sodium_memzero(seed, sizeof(seed));
    return good;
}

bool
om_key_load(struct om_key *key, const char *folder, struct om_text *problem)
{
    *key = (struct om_key){ 0 };
    if (sodium_init() < 0) {
        om_text_print(problem, "no source of random numbers");
        return false;
    }
    char *path = om_path_join(folder, file);
    struct stat status;
    size_t length = 0;
    bool good = false;
    char *text = om_path_read(path, 1024, &length);
    if (!text && errno == ENOENT) {
        good = save_new(key, folder, problem);
    } else if (!text) {
        om_text_print(problem, "cannot read %s: %s", path, strerror(errno));
    } else if (stat(path, &status) != 0 || (status.st_mode & 077)) {
        om_text_print(problem,
                      "%s can be read by others; chmod 600 it, or remove it "
                      "and accept the new key where exports are merged",
                      path);
    } else if (!parse(key, text)) {
        om_text_print(problem,
                      "%s is damaged; put a copy back, or remove it and accept "
                      "the new key where exports are merged",
                      path);
    } else {
        good = true;
    }
    if (text) {
        sodium_memzero(text, length);
    }
    free(text);
    free(path);
    return good;
}

void
om_key_finish(struct om_key *key)
{
    sodium_memzero(key, sizeof(*key));
}

void
om_key_id(const unsigned char *public, char id[OM_KEY_ID_SIZE])
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash(hash, sizeof(hash), public, OM_KEY_PUBLIC, NULL, 0);
    sodium_bin2hex(id, OM_KEY_ID_SIZE, hash, 8);
}

void
om_key_public_text(const unsigned char *public, char text[OM_KEY_PUBLIC_TEXT])
{
    sodium_bin2base64(text, OM_KEY_PUBLIC_TEXT, public, OM_KEY_PUBLIC, base64);
}

static bool
parse_base64(const char *text, unsigned char *bytes, size_t size)
{
    size_t length = 0;
    return sodium_base642bin(bytes, size, text, strlen(text), NULL, &length,
                             NULL, base64)
               == 0
           && length == size;
}

bool
om_key_public_parse(const char *text, unsigned char *public)
{
    return parse_base64(text, public, OM_KEY_PUBLIC);
}

void
om_key_sign(const struct om_key *key, const char *bytes, size_t length,
            char text[OM_KEY_SIGNATURE_TEXT])
{
    unsigned char signature[OM_KEY_SIGNATURE];
    crypto_sign_detached(signature, NULL, (const unsigned char *) bytes, length,
                         key->secret);
    sodium_bin2base64(text, OM_KEY_SIGNATURE_TEXT, signature, sizeof(signature),
                      base64);
}

bool
om_key_verify(const unsigned char *public, const char *bytes, size_t length,
              const char *signature)
{
    unsigned char binary[OM_KEY_SIGNATURE];
    return parse_base64(signature, binary, sizeof(binary))
           && crypto_sign_verify_detached(binary, (const unsigned char *) bytes,
                                          length, public)
                  == 0;
}
