// A signed folder: a MANIFEST of all its files, and minisign's signature over
// that in MANIFEST.minisig, whose trusted comment says which pack and version
// was signed, and when: "pack=klein version=2.1.0 date=2026-11-24T21:00:00Z".
// A folder is good when the signature is, and the files are exactly those of
// the MANIFEST.
#ifndef OM_UPDATE_SEAL_H
#define OM_UPDATE_SEAL_H

#include "update/disk.h"
#include "update/listing.h"
#include "update/minisign.h"

#include "base/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

// The two files, as they were read once; texts are NULL where there is none.
struct om_seal {
    char *manifest; // owned
    size_t manifest_length;
    char *signature; // owned
    size_t signature_length;
    // from the trusted comment, set by om_seal_check_signature(); else ""
    bool is_signed;
    char comment[OM_SIGN_COMMENT_MAX + 1];
    char date[24];
};

// Reads the two files of the folder `root`. False with errno set when one is
// there and cannot be read.
bool om_seal_read(struct om_seal *seal, int root);

void om_seal_finish(struct om_seal *seal);

// Whether the signature is there and good for the MANIFEST; says what is not.
bool om_seal_check_signature(struct om_seal *seal,
                             const struct om_public_key *keys, size_t key_count,
                             struct om_findings *findings);

// Whether the files of a sorted listing with hashes are those of the MANIFEST;
// says every one that is not. A folder without a MANIFEST is good.
bool om_seal_check_files(const struct om_seal *seal,
                         const struct om_listing *listing,
                         struct om_findings *findings);

// Whether the trusted comment speaks of this pack and version.
bool om_seal_check_pack(const struct om_seal *seal, const char *id,
                        const char *version, struct om_findings *findings);

struct om_seal_params {
    const char *folder;               // absolute path
    const struct om_listing *listing; // sorted, with hashes
    const struct om_secret_key *key;
    const char *id, *version;
    time_t now; // left out of the comment when the clock cannot be right
    const struct om_disk *disk;
};

// Writes the two files. False with errno set.
bool om_seal_write(const struct om_seal_params *params);

#endif
