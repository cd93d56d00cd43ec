// Files that are no part of a pack, though they lie in its folder: what
// copying programs, editors, synchronisers and operating systems leave there.
// Told by name alone, from one table.
#ifndef OM_UPDATE_JUNK_H
#define OM_UPDATE_JUNK_H

enum om_junk {
    OM_JUNK_NOT,      // a file of the pack
    OM_JUNK_LEFT,     // of no meaning: skipped
    OM_JUNK_TRANSFER, // somebody is still copying: skipped, and waited for
    OM_JUNK_CONFLICT, // two people changed the same file: a mistake
};

// `name` is the last part of a path, of a file or a folder.
enum om_junk om_junk_of(const char *name);

#endif
