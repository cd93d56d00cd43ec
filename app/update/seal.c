#include "update/seal.h"

#include "base/path.h"
#include "update/beneath.h"
#include "update/says.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A computer that says it is earlier than this has lost its clock.
static const time_t clock_plausible = 1700000000; // November 2023

static bool
read_one(int root, const char *name, size_t limit, char **text, size_t *length)
{
    *text = om_beneath_read(root, name, limit, length);
    return *text || errno == ENOENT;
}

bool
om_seal_read(struct om_seal *seal, int root)
{
    *seal = (struct om_seal){ 0 };
    bool good = read_one(root, OM_MANIFEST, OM_LISTING_TEXT_MAX,
                         &seal->manifest, &seal->manifest_length)
                && read_one(root, OM_SIGNATURE, OM_SIGN_FILE_MAX,
                            &seal->signature, &seal->signature_length);
    if (!good) {
        int cause = errno;
        om_seal_finish(seal);
        errno = cause;
    }
    return good;
}

void
om_seal_finish(struct om_seal *seal)
{
    free(seal->manifest);
    free(seal->signature);
    *seal = (struct om_seal){ 0 };
}

// -- checking -----------------------------------------------------------------

// The value of "name=value" among the comment's words; false without.
static bool
comment_value(const char *comment, const char *name, char *value, size_t size)
{
    size_t length = strlen(name);
    for (const char *at = comment; *at;) {
        at += strspn(at, " \t");
        size_t word = strcspn(at, " \t");
        if (word > length && strncmp(at, name, length) == 0
            && at[length] == '=') {
            size_t rest = word - length - 1;
            if (rest == 0 || rest >= size) {
                return false;
            }
            memcpy(value, at + length + 1, rest);
            value[rest] = '\0';
            return true;
        }
        at += word;
    }
    return false;
}

bool
om_seal_check_signature(struct om_seal *seal, const struct om_public_key *keys,
                        size_t key_count, struct om_findings *findings)
{
    if (!seal->signature || !seal->manifest) {
        om_update_say(findings, OM_UPDATE_SAY_UNSIGNED, OM_SIGNATURE, NULL,
                      NULL);
        return false;
    }
    struct om_signature signature;
    enum om_sign_answer answer =
        om_signature_parse(&signature, seal->signature, seal->signature_length);
    if (answer == OM_SIGN_GOOD) {
        answer = om_signature_verify(&signature, keys, key_count,
                                     seal->manifest, seal->manifest_length);
    }
    if (answer != OM_SIGN_GOOD) {
        om_update_say(findings, OM_UPDATE_SAY_SIGNATURE, OM_SIGNATURE,
                      om_sign_answer_words(answer, false), NULL);
        return false;
    }
    seal->is_signed = true;
    snprintf(seal->comment, sizeof(seal->comment), "%s", signature.comment);
    comment_value(seal->comment, "date", seal->date, sizeof(seal->date));
    return true;
}

bool
om_seal_check_files(const struct om_seal *seal,
                    const struct om_listing *listing,
                    struct om_findings *findings)
{
    if (!seal->manifest) {
        return true;
    }
    struct om_listing expected;
    unsigned line;
    if (!om_listing_parse(&expected, seal->manifest, seal->manifest_length,
                          &line)) {
        char number[16];
        snprintf(number, sizeof(number), "%u", line);
        om_update_say(findings, OM_UPDATE_SAY_MANIFEST, OM_MANIFEST, number,
                      NULL);
        return false;
    }
    size_t before = findings->count;
    for (size_t i = 0; i < expected.count; i++) {
        const struct om_listed *file = &expected.files[i];
        const struct om_listed *found = om_listing_find(listing, file->path);
        if (!found) {
            om_update_say(findings, OM_UPDATE_SAY_LACKING, file->path, NULL,
                          NULL);
        } else if (found->size != file->size
                   || memcmp(found->hash, file->hash, OM_HASH_SIZE) != 0) {
            om_update_say(findings, OM_UPDATE_SAY_DIFFERS, file->path, NULL,
                          NULL);
        }
    }
    for (size_t i = 0; i < listing->count; i++) {
        if (!om_listing_find(&expected, listing->files[i].path)) {
            om_update_say(findings, OM_UPDATE_SAY_EXTRA, listing->files[i].path,
                          NULL, NULL);
        }
    }
    om_listing_finish(&expected);
    return findings->count == before;
}

bool
om_seal_check_pack(const struct om_seal *seal, const char *id,
                   const char *version, struct om_findings *findings)
{
    char signed_id[64], signed_version[64];
    bool same =
        comment_value(seal->comment, "pack", signed_id, sizeof(signed_id))
        && comment_value(seal->comment, "version", signed_version,
                         sizeof(signed_version))
        && strcmp(signed_id, id) == 0 && strcmp(signed_version, version) == 0;
    if (!same) {
        om_update_say(findings, OM_UPDATE_SAY_OTHER_PACK, OM_SIGNATURE,
                      seal->comment, NULL);
    }
    return same;
}

// -- making -------------------------------------------------------------------

static void
print_comment(const struct om_seal_params *params, char *comment, size_t size)
{
    char date[32] = "";
    struct tm utc;
    if (params->now >= clock_plausible && gmtime_r(&params->now, &utc)) {
        strftime(date, sizeof(date), " date=%Y-%m-%dT%H:%M:%SZ", &utc);
    }
    snprintf(comment, size, "pack=%s version=%s%s", params->id, params->version,
             date);
}

static bool
write_file(const struct om_seal_params *params, const char *name,
           const struct om_text *text)
{
    char *path = om_path_join(params->folder, name);
    bool good =
        om_disk_replace(params->disk, path, text->data, text->length, 0644);
    int cause = errno;
    free(path);
    errno = cause;
    return good;
}

// The signature goes last: a MANIFEST without one is never mistaken for a
// signed folder.
bool
om_seal_write(const struct om_seal_params *params)
{
    char comment[OM_SIGN_COMMENT_MAX + 1];
    print_comment(params, comment, sizeof(comment));
    struct om_text manifest = { 0 }, text = { 0 };
    om_listing_print(params->listing, &manifest);
    struct om_signature signature;
    bool good = om_signature_make(&signature, params->key, comment,
                                  manifest.data, manifest.length)
                == OM_SIGN_GOOD;
    errno = EINVAL;
    if (good) {
        om_signature_print(&signature, "signature of an omstander pack", &text);
        good = write_file(params, OM_MANIFEST, &manifest)
               && write_file(params, OM_SIGNATURE, &text);
    }
    int cause = errno;
    om_text_finish(&manifest);
    om_text_finish(&text);
    errno = cause;
    return good;
}
