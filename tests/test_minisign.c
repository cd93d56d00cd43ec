// Keys and signatures against Debian's minisign, both ways: its keys sign
// here, its signatures verify here, ours verify there, with and without a
// password, prehashed and in the old way. Then every bit of every file is
// turned over once.
#include "base/path.h"
#include "update/minisign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h> // wants the standard headers before it

static const char password[] = "kom voor elkaar op";

struct place {
    char folder[64];
};

static const char *
at(const struct place *place, const char *name)
{
    static char paths[4][160];
    static size_t next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof(paths[0]), "%s/%s", place->folder, name);
    return path;
}

static void
put(const struct place *place, const char *name, const char *text)
{
    FILE *file = fopen(at(place, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
}

static char *
get(const struct place *place, const char *name, size_t *length)
{
    char *text = om_path_read(at(place, name), 1 << 20, length);
    if (!text) {
        fail_msg("%s is missing", name);
    }
    return text;
}

// Runs minisign in the folder; `input` goes to its standard input.
static int
minisign(const struct place *place, const char *arguments, const char *input)
{
    put(place, "input", input);
    char command[512];
    snprintf(command, sizeof(command),
             "cd %s && minisign %s <input >output 2>&1", place->folder,
             arguments);
    return system(command); // NOLINT(cert-env33-c): our own words
}

static int
make_keys(void **state)
{
    struct place *place = om_alloc(sizeof(*place));
    snprintf(place->folder, sizeof(place->folder), "/tmp/om-sign-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    put(place, "message", "blake2b 12 pack.yaml\n");
    assert_int_equal(minisign(place, "-G -W -p open.pub -s open.key", ""), 0);
    assert_int_equal(minisign(place, "-G -W -p other.pub -s other.key", ""), 0);
    *state = place;
    return 0;
}

static int
remove_keys(void **state)
{
    struct place *place = *state;
    char command[128];
    snprintf(command, sizeof(command), "rm -r %s", place->folder);
    int code = system(command); // NOLINT(cert-env33-c)
    free(place);
    return code;
}

static struct om_public_key
public_key(const struct place *place, const char *name)
{
    struct om_public_key key;
    size_t length;
    char *text = get(place, name, &length);
    assert_int_equal(om_public_key_parse(&key, text, length), OM_SIGN_GOOD);
    free(text);
    return key;
}

static enum om_sign_answer
verify(const struct place *place, const char *message, const char *signature,
       const struct om_public_key *keys, size_t count)
{
    size_t length, size;
    char *text = get(place, signature, &length);
    char *bytes = get(place, message, &size);
    struct om_signature parsed;
    enum om_sign_answer answer = om_signature_parse(&parsed, text, length);
    if (answer == OM_SIGN_GOOD) {
        answer = om_signature_verify(&parsed, keys, count, bytes, size);
    }
    free(text);
    free(bytes);
    return answer;
}

static void
sign_here(const struct place *place, const char *key_file, const char *with,
          const char *to)
{
    size_t length, size;
    char *text = get(place, key_file, &length);
    char *bytes = get(place, "message", &size);
    struct om_secret_key key;
    assert_int_equal(om_secret_key_parse(&key, text, length, with),
                     OM_SIGN_GOOD);
    struct om_signature signature;
    assert_int_equal(om_signature_make(&signature, &key,
                                       "pack=klein version=2.1.0", bytes, size),
                     OM_SIGN_GOOD);
    struct om_text out = { 0 };
    om_signature_print(&signature, "signature of omstander", &out);
    put(place, to, om_text_get(&out));
    om_text_finish(&out);
    om_secret_key_finish(&key);
    free(text);
    free(bytes);
}

static void
theirs_is_verified_here(void **state)
{
    const struct place *place = *state;
    static const char *const rows[] = {
        "-S -W -s open.key -m message -x theirs.sig",
        "-S -W -l -s open.key -m message -x theirs.sig",
        "-S -W -s open.key -m message -x theirs.sig -t 'pack=a version=1'",
    };
    struct om_public_key keys[2] = { public_key(place, "other.pub"),
                                     public_key(place, "open.pub") };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(minisign(place, rows[i], ""), 0);
        assert_int_equal(verify(place, "message", "theirs.sig", keys, 2),
                         OM_SIGN_GOOD);
        assert_int_equal(verify(place, "message", "theirs.sig", keys, 1),
                         OM_SIGN_KEY_UNKNOWN);
        assert_int_equal(verify(place, "open.pub", "theirs.sig", keys, 2),
                         OM_SIGN_FORGED);
    }
}

static void
ours_is_verified_there(void **state)
{
    const struct place *place = *state;
    sign_here(place, "open.key", NULL, "ours.sig");
    assert_int_equal(
        minisign(place, "-V -H -p open.pub -m message -x ours.sig", ""), 0);
    assert_int_equal(
        minisign(place, "-V -Q -p open.pub -m message -x ours.sig", ""), 0);
    size_t length;
    char *said = get(place, "output", &length);
    assert_string_equal(said, "pack=klein version=2.1.0\n");
    free(said);
    assert_int_not_equal(
        minisign(place, "-V -p other.pub -m message -x ours.sig", ""), 0);
}

// Slow: scrypt takes a gigabyte and a few seconds each time. Their signature
// with a locked key is one like the others: with OM_LONG.
static void
a_password_opens_the_key(void **state)
{
    const struct place *place = *state;
    char twice[64];
    snprintf(twice, sizeof(twice), "%s\n%s\n", password, password);
    assert_int_equal(minisign(place, "-G -p locked.pub -s locked.key", twice),
                     0);
    size_t length;
    char *text = get(place, "locked.key", &length);
    struct om_secret_key key;
    assert_int_equal(om_secret_key_parse(&key, text, length, NULL),
                     OM_SIGN_PASSWORD_NEEDED);
    assert_int_equal(om_secret_key_parse(&key, text, length, "iets anders"),
                     OM_SIGN_PASSWORD_WRONG);
    free(text);
    sign_here(place, "locked.key", password, "ours.sig");
    assert_int_equal(
        minisign(place, "-V -p locked.pub -m message -x ours.sig", ""), 0);
    if (!getenv("OM_LONG")) {
        return;
    }
    assert_int_equal(
        minisign(place, "-S -s locked.key -m message -x theirs.sig", twice), 0);
    struct om_public_key known = public_key(place, "locked.pub");
    assert_int_equal(verify(place, "message", "theirs.sig", &known, 1),
                     OM_SIGN_GOOD);
}

// The line alone, as an operator copies it into the site file.
static void
a_public_key_is_one_line(void **state)
{
    const struct place *place = *state;
    size_t length;
    char *text = get(place, "open.pub", &length);
    const char *second = strchr(text, '\n') + 1;
    struct om_public_key whole = public_key(place, "open.pub"), line;
    assert_int_equal(om_public_key_parse(&line, second, strcspn(second, "\n")),
                     OM_SIGN_GOOD);
    assert_memory_equal(&whole, &line, sizeof(whole));
    assert_int_equal(om_public_key_parse(&line, second, 20), OM_SIGN_SHAPE);
    assert_int_equal(om_public_key_parse(&line, text, 0), OM_SIGN_SHAPE);
    free(text);
}

// No changed or shortened signature is good, but for the comment that says of
// itself that it is not trusted, and for line ends.
static void
every_bit_counts(void **state)
{
    const struct place *place = *state;
    sign_here(place, "open.key", NULL, "ours.sig");
    struct om_public_key key = public_key(place, "open.pub");
    size_t length, size;
    char *text = get(place, "ours.sig", &length);
    char *bytes = get(place, "message", &size);
    size_t first = strlen("untrusted comment: signature of omstander\n");
    for (size_t bit = first * 8; bit < (length - 1) * 8; bit++) {
        text[bit / 8] = (char) (text[bit / 8] ^ (1 << bit % 8));
        struct om_signature signature;
        bool good = om_signature_parse(&signature, text, length) == OM_SIGN_GOOD
                    && om_signature_verify(&signature, &key, 1, bytes, size)
                           == OM_SIGN_GOOD;
        if (good) {
            fail_msg("bit %zu of the signature does not matter", bit);
        }
        text[bit / 8] = (char) (text[bit / 8] ^ (1 << bit % 8));
    }
    for (size_t cut = 0; cut + 1 < length; cut++) {
        struct om_signature signature;
        if (om_signature_parse(&signature, text, cut) == OM_SIGN_GOOD) {
            fail_msg("a signature of %zu bytes was taken", cut);
        }
    }
    free(text);
    free(bytes);
}

static void
every_bit_of_a_secret_key_counts(void **state)
{
    const struct place *place = *state;
    size_t length;
    char *text = get(place, "open.key", &length);
    size_t first = (size_t) (strchr(text, '\n') - text) + 1;
    // only the seed and its point: a key that was never locked has no sum
    size_t secret = first + (54 + 8) * 4 / 3 + 1;
    size_t after = first + (54 + 8 + 64) * 4 / 3 - 1;
    for (size_t i = secret * 8; i < after * 8; i++) {
        text[i / 8] = (char) (text[i / 8] ^ (1 << i % 8));
        struct om_secret_key key;
        if (om_secret_key_parse(&key, text, length, NULL) == OM_SIGN_GOOD) {
            fail_msg("bit %zu of the key does not matter", i);
        }
        text[i / 8] = (char) (text[i / 8] ^ (1 << i % 8));
    }
    free(text);
}

static void
a_comment_is_one_plain_line(void **state)
{
    (void) state;
    struct om_secret_key key = { { 0 }, { 0 } };
    struct om_signature signature;
    char longest[OM_SIGN_COMMENT_MAX + 2];
    memset(longest, 'a', sizeof(longest));
    longest[OM_SIGN_COMMENT_MAX + 1] = '\0';
    assert_int_equal(om_signature_make(&signature, &key, "a\nb", "", 0),
                     OM_SIGN_COMMENT);
    assert_int_equal(om_signature_make(&signature, &key, longest, "", 0),
                     OM_SIGN_COMMENT);
    longest[OM_SIGN_COMMENT_MAX] = '\0';
    assert_int_equal(om_signature_make(&signature, &key, longest, "", 0),
                     OM_SIGN_GOOD);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(theirs_is_verified_here),
        cmocka_unit_test(ours_is_verified_there),
        cmocka_unit_test(a_password_opens_the_key),
        cmocka_unit_test(a_public_key_is_one_line),
        cmocka_unit_test(every_bit_counts),
        cmocka_unit_test(every_bit_of_a_secret_key_counts),
        cmocka_unit_test(a_comment_is_one_plain_line),
    };
    return cmocka_run_group_tests_name("minisign", tests, make_keys,
                                       remove_keys);
}
