#include "update/stage.h"

#include "base/path.h"
#include "update/beneath.h"
#include "update/copy.h"
#include "update/inbox.h"
#include "update/says.h"
#include "update/seal.h"
#include "update/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const uint64_t spare = 64 << 20; // bytes the disk keeps free

// Whoever could change these could send a child to the wrong number.
static const char *const protected_files[] = { "help.yaml", "legal.yaml" };

enum { PROTECTED_COUNT = sizeof(protected_files) / sizeof(protected_files[0]) };

const char *
om_stage_protected(size_t index)
{
    return index < PROTECTED_COUNT ? protected_files[index] : NULL;
}

struct stage {
    const struct om_stage_params *params;
    struct om_staged *staged;
    struct om_findings *findings;
    struct om_ledger ledger;
    struct om_public_key keys[OM_SITE_KEYS_MAX];
    size_t key_count;
    int source;                // owned; -1: none
    struct om_walk walk;       // of the source
    struct om_seal seal;       // of the source
    struct om_listing of_base; // protected files, from the base
    char *base;                // owned; folder they come from; NULL: none do
    char *target;              // owned; the staging folder; NULL: none yet
    int lock;                  // owned; on the target; -1: none
};

static bool
answer(struct stage *stage, enum om_outcome outcome)
{
    stage->staged->outcome = outcome;
    return false;
}

static bool
progress(struct stage *stage, enum om_stage_step step, uint64_t bytes)
{
    const struct om_stage_params *params = stage->params;
    return !params->progress
           || params->progress(params->context, step, bytes,
                               stage->staged->bytes)
           || answer(stage, OM_OUTCOME_GONE);
}

// Everything that is wrong with the pack in a folder, in the place of what was
// said before, which stays when that is more than the check knows of.
static void
explain(struct stage *stage, const char *root)
{
    const struct om_stage_params *params = stage->params;
    struct om_findings findings = { 0 };
    if (params->check) {
        params->check(params->context, root, &findings);
    }
    if (om_findings_have_errors(&findings)) {
        om_findings_finish(stage->findings);
        *stage->findings = findings;
    } else {
        om_findings_finish(&findings);
    }
}

// Mistakes were found where the pack lies. They count if it lies there still
// and is what it was: much can be said of a stick that was pulled out.
static bool
refuse(struct stage *stage)
{
    if (!progress(stage, OM_STAGE_CHECKING, 0)) {
        return false;
    }
    explain(stage, stage->params->source);
    struct om_findings unused = { 0 };
    struct om_walk walk;
    om_walk(&walk, stage->source, &unused);
    bool same =
        memcmp(walk.fingerprint, stage->walk.fingerprint, OM_HASH_SIZE) == 0;
    enum om_outcome outcome = walk.gone ? OM_OUTCOME_GONE
                              : same    ? OM_OUTCOME_MISTAKES
                                        : OM_OUTCOME_CHANGED;
    om_walk_finish(&walk);
    om_findings_finish(&unused);
    if (outcome != OM_OUTCOME_MISTAKES) {
        om_findings_finish(stage->findings);
    }
    return answer(stage, outcome);
}

// -- looking, before anything is copied ---------------------------------------

static bool
read_keys(struct stage *stage)
{
    const struct om_site *site = stage->params->site;
    for (size_t i = 0; i < site->key_count; i++) {
        if (om_public_key_parse(&stage->keys[stage->key_count], site->keys[i],
                                strlen(site->keys[i]))
            == OM_SIGN_GOOD) {
            stage->key_count++;
        }
    }
    // keys that cannot be used must not mean that no key is asked for
    return stage->key_count == site->key_count
           || answer(stage, OM_OUTCOME_BROKEN);
}

static bool
look_through(struct stage *stage)
{
    stage->source =
        open(stage->params->source, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (stage->source < 0) {
        return answer(stage, OM_OUTCOME_GONE);
    }
    om_walk(&stage->walk, stage->source, stage->findings);
    if (stage->walk.gone) {
        return answer(stage, OM_OUTCOME_GONE);
    }
    stage->staged->bytes = stage->walk.listing.bytes;
    if (om_findings_have_errors(stage->findings)) {
        return refuse(stage);
    }
    return om_seal_read(&stage->seal, stage->source)
           || answer(stage, OM_OUTCOME_GONE);
}

static bool
look_at_signature(struct stage *stage)
{
    if (stage->key_count == 0
        || (!stage->seal.signature && stage->params->site->allow_unsigned)) {
        return true;
    }
    return om_seal_check_signature(&stage->seal, stage->keys, stage->key_count,
                                   stage->findings)
           || answer(stage, OM_OUTCOME_MISTAKES);
}

// The words are read where they lie: most mistakes are found before gigabytes
// are copied. What counts is the check of the copy.
static bool
look_at_words(struct stage *stage)
{
    struct om_findings findings = { 0 };
    struct om_pack *pack = om_pack_load(stage->params->source, &findings);
    if (!pack) {
        om_findings_finish(stage->findings);
        *stage->findings = findings;
        return refuse(stage);
    }
    struct om_held *held = &stage->staged->held;
    *held = (struct om_held){ .is_signed = stage->seal.is_signed };
    snprintf(held->id, sizeof(held->id), "%s", pack->id);
    snprintf(held->version, sizeof(held->version), "%s", pack->version);
    snprintf(held->date, sizeof(held->date), "%s",
             stage->seal.date[0] ? stage->seal.date : "-");
    om_pack_destroy(pack);
    om_findings_finish(&findings);
    enum om_verdict verdict = om_ledger_judge(
        &stage->ledger, held, stage->params->site->allow_downgrade);
    return verdict != OM_VERDICT_OLDER || answer(stage, OM_OUTCOME_OLDER);
}

// -- files that only a signed pack may bring ----------------------------------

static void
leave_out(struct om_listing *listing, const char *path)
{
    for (size_t i = 0; i < listing->count; i++) {
        if (strcmp(listing->files[i].path, path) == 0) {
            listing->bytes -= listing->files[i].size;
            free(listing->files[i].path);
            memmove(&listing->files[i], &listing->files[i + 1],
                    (listing->count - i - 1) * sizeof(listing->files[0]));
            listing->count--;
            return;
        }
    }
}

static bool
list_base(struct stage *stage)
{
    int base = open(stage->base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; base >= 0 && i < PROTECTED_COUNT; i++) {
        struct stat status;
        if (fstatat(base, protected_files[i], &status, AT_SYMLINK_NOFOLLOW) == 0
            && S_ISREG(status.st_mode)) {
            om_listing_add(&stage->of_base, protected_files[i],
                           (uint64_t) status.st_size);
        }
    }
    if (base >= 0) {
        close(base);
    }
    om_listing_sort(&stage->of_base);
    return stage->of_base.count > 0;
}

static bool
protect(struct stage *stage)
{
    const struct om_stage_params *params = stage->params;
    if (stage->key_count == 0 || stage->seal.is_signed) {
        return true;
    }
    if (stage->ledger.has_base) {
        stage->base = om_path_join(params->packs, stage->ledger.base.name);
    } else if (params->builtin) {
        stage->base = om_strdup(params->builtin);
    }
    if (!stage->base || !list_base(stage)) {
        om_update_say(stage->findings, OM_UPDATE_SAY_NO_BASE,
                      protected_files[0], NULL, NULL);
        return answer(stage, OM_OUTCOME_MISTAKES);
    }
    // a MANIFEST speaks of the files that are left out
    free(stage->seal.manifest);
    stage->seal.manifest = NULL;
    for (size_t i = 0; i < PROTECTED_COUNT; i++) {
        if (om_listing_find(&stage->walk.listing, protected_files[i])) {
            om_update_say(stage->findings, OM_UPDATE_SAY_PROTECTED,
                          protected_files[i], NULL, NULL);
            leave_out(&stage->walk.listing, protected_files[i]);
        }
    }
    return true;
}

// -- copying ------------------------------------------------------------------

static bool
from_copy(struct stage *stage, enum om_copy_answer copied, const char *where)
{
    static const enum om_outcome outcomes[] = {
        [OM_COPY_CHANGED] = OM_OUTCOME_CHANGED,
        [OM_COPY_GONE] = OM_OUTCOME_GONE,
        [OM_COPY_FULL] = OM_OUTCOME_FULL,
        [OM_COPY_READ_ONLY] = OM_OUTCOME_READ_ONLY,
        [OM_COPY_STOPPED] = OM_OUTCOME_GONE,
    };
    if (copied == OM_COPY_DONE) {
        return true;
    }
    snprintf(stage->staged->where, sizeof(stage->staged->where), "%s",
             where ? where : "");
    return answer(stage, outcomes[copied]);
}

static bool
fail_here(struct stage *stage)
{
    return from_copy(stage, om_copy_answer_of(errno), NULL);
}

static bool
has_room(struct stage *stage)
{
    struct statvfs disk;
    if (statvfs(stage->params->packs, &disk) != 0) {
        return true; // the copy will tell
    }
    uint64_t room = (uint64_t) disk.f_bavail * disk.f_frsize;
    return room >= stage->walk.listing.bytes + spare
           || answer(stage, OM_OUTCOME_FULL);
}

// A folder of our own in packs/staging, locked as long as we work in it.
static bool
make_target(struct stage *stage)
{
    const struct om_stage_params *params = stage->params;
    char *staging = om_path_join(params->packs, "staging");
    bool good = om_disk_make_folder(params->disk, staging);
    struct stat status;
    for (unsigned n = 0; good && !stage->target && n < 1000; n++) {
        struct om_text path = { 0 };
        om_text_print(&path, "%s/%d-%u", staging, (int) getpid(), n);
        if (lstat(path.data, &status) != 0) {
            good = om_disk_make_folder(params->disk, path.data);
            stage->target = om_strdup(path.data);
        }
        om_text_finish(&path);
    }
    int cause = errno;
    free(staging);
    errno = cause;
    if (!good || !stage->target) {
        return fail_here(stage);
    }
    stage->lock = open(stage->target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return (stage->lock >= 0 && flock(stage->lock, LOCK_EX | LOCK_NB) == 0)
           || fail_here(stage);
}

static bool
on_copied(void *context, uint64_t bytes)
{
    return progress(context, OM_STAGE_COPYING, bytes);
}

static bool
copy_from(struct stage *stage, int from, struct om_listing *listing)
{
    const char *where;
    struct om_copy_params copy = {
        .source = from,
        .listing = listing,
        .target = stage->target,
        .disk = stage->params->disk,
        .speed = stage->params->speed,
        .progress = on_copied,
        .context = stage,
    };
    enum om_copy_answer copied = om_copy(&copy, &where);
    return from_copy(stage, copied, where);
}

static bool
copy_base(struct stage *stage)
{
    if (!stage->base) {
        return true;
    }
    int base = open(stage->base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (base < 0) {
        return fail_here(stage);
    }
    bool good = copy_from(stage, base, &stage->of_base);
    close(base);
    for (size_t i = 0; i < stage->of_base.count && good; i++) {
        const struct om_listed *file = &stage->of_base.files[i];
        struct om_listed *row =
            om_listing_add(&stage->walk.listing, file->path, file->size);
        memcpy(row->hash, file->hash, OM_HASH_SIZE);
    }
    om_listing_sort(&stage->walk.listing);
    return good;
}

static bool
write_text(struct stage *stage, const char *name, const char *text,
           size_t length)
{
    char *path = om_path_join(stage->target, name);
    bool good = om_disk_replace(stage->params->disk, path, text, length, 0600);
    int cause = errno;
    free(path);
    errno = cause;
    return good || fail_here(stage);
}

// Every held pack has a MANIFEST, so that it can be told whole from damaged.
static bool
write_manifest(struct stage *stage)
{
    struct om_text manifest = { 0 };
    om_listing_print(&stage->walk.listing, &manifest);
    bool good = write_text(stage, OM_MANIFEST, manifest.data, manifest.length);
    om_text_finish(&manifest);
    return good
           && (!stage->seal.is_signed
               || write_text(stage, OM_SIGNATURE, stage->seal.signature,
                             stage->seal.signature_length));
}

static bool
copy(struct stage *stage)
{
    return has_room(stage) && make_target(stage)
           && copy_from(stage, stage->source, &stage->walk.listing)
           && (om_seal_check_files(&stage->seal, &stage->walk.listing,
                                   stage->findings)
               || answer(stage, OM_OUTCOME_MISTAKES))
           && copy_base(stage) && write_manifest(stage);
}

// -- checking, and putting it in its place ------------------------------------

static bool
judge(struct stage *stage)
{
    static const enum om_outcome outcomes[] = {
        [OM_VERDICT_SAME] = OM_OUTCOME_SAME,
        [OM_VERDICT_BAD] = OM_OUTCOME_BAD,
        [OM_VERDICT_OLDER] = OM_OUTCOME_OLDER,
    };
    enum om_verdict verdict =
        om_ledger_judge(&stage->ledger, &stage->staged->held,
                        stage->params->site->allow_downgrade);
    return verdict == OM_VERDICT_NEW || answer(stage, outcomes[verdict]);
}

// Which one it is; false when that cannot be read, or it is not wanted.
static bool
identify_copy(struct stage *stage)
{
    struct om_findings unused = { 0 }; // a check says them, too
    struct om_pack *pack = om_pack_load(
        stage->target, stage->params->check ? &unused : stage->findings);
    om_findings_finish(&unused);
    if (!pack) {
        explain(stage, stage->target);
        return answer(stage, OM_OUTCOME_MISTAKES);
    }
    struct om_held *held = &stage->staged->held;
    snprintf(held->id, sizeof(held->id), "%s", pack->id);
    snprintf(held->version, sizeof(held->version), "%s", pack->version);
    om_listing_identity(&stage->walk.listing, held->identity);
    om_held_name(held);
    om_pack_destroy(pack);
    return judge(stage);
}

static bool
check_copy(struct stage *stage)
{
    const struct om_stage_params *params = stage->params;
    const struct om_held *held = &stage->staged->held;
    if (!progress(stage, OM_STAGE_CHECKING, 0) || !identify_copy(stage)) {
        return false;
    }
    bool checked =
        !params->check
        || params->check(params->context, stage->target, stage->findings);
    if (stage->seal.is_signed) {
        om_seal_check_pack(&stage->seal, held->id, held->version,
                           stage->findings);
    }
    if (om_findings_have_errors(stage->findings)) {
        return answer(stage, OM_OUTCOME_MISTAKES);
    }
    return checked || answer(stage, OM_OUTCOME_BROKEN);
}

// A folder of that name has that content: it got there by this rename.
static bool
put_in_place(struct stage *stage)
{
    const struct om_stage_params *params = stage->params;
    char *place = om_path_join(params->packs, stage->staged->held.name);
    struct stat status;
    bool good = lstat(place, &status) == 0
                || (om_disk_rename(params->disk, stage->target, place)
                    && om_disk_sync_folder(params->disk, params->packs));
    good =
        good
        && (!params->hand_over
            || om_inbox_put(params->packs, &stage->staged->held, params->disk));
    int cause = errno;
    free(place);
    errno = cause;
    return good || fail_here(stage);
}

static void
finish(struct stage *stage)
{
    struct stat status;
    if (stage->target && lstat(stage->target, &status) == 0) {
        om_disk_remove_tree(stage->params->disk, stage->target);
    }
    if (stage->lock >= 0) {
        close(stage->lock);
    }
    if (stage->source >= 0) {
        close(stage->source);
    }
    free(stage->target);
    free(stage->base);
    om_listing_finish(&stage->of_base);
    om_walk_finish(&stage->walk);
    om_seal_finish(&stage->seal);
}

void
om_stage(const struct om_stage_params *params, struct om_staged *staged,
         struct om_findings *findings)
{
    *staged = (struct om_staged){ 0 };
    struct stage stage = { .params = params,
                           .staged = staged,
                           .findings = findings,
                           .source = -1,
                           .lock = -1 };
    om_ledger_load(&stage.ledger, params->packs);
    bool good = read_keys(&stage) && progress(&stage, OM_STAGE_LOOKING, 0)
                && look_through(&stage) && look_at_signature(&stage)
                && look_at_words(&stage) && protect(&stage) && copy(&stage)
                && check_copy(&stage) && put_in_place(&stage);
    if (good) {
        staged->outcome = OM_OUTCOME_READY;
    }
    finish(&stage);
    om_findings_sort(findings);
}
