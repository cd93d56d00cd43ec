// The site file: what an operator decides about one kiosk, in YAML, read once
// at the start. Every setting is a row of the table in site.c and documented
// in the README and the manual page; a test holds that. Mistakes become
// findings with line and column, like those in a pack.
//
// Constant after load.
#ifndef OM_SITE_SITE_H
#define OM_SITE_SITE_H

#include "base/finding.h"

#include <stdbool.h>
#include <stddef.h>

#define OM_SITE_FILE "/etc/omstander/site.yaml"

enum { OM_SITE_KEYS_MAX = 2 }; // the one in use, and the next

// What the kiosk says of others' choices.
enum om_norms {
    OM_NORMS_NATIONAL, // the figures that the pack brings
    OM_NORMS_LOCAL,    // those of this kiosk, in blocks and with noise
    OM_NORMS_OFF,      // no figures
};

struct om_site {
    // how the kiosk looks; options of the command line win
    unsigned diagonal;   // of the screen, in thousandths of an inch; 0: usual
    bool still;          // reduced motion
    const char *painter; // "auto", "software" or "renderer"
    // what figures call it; options of the command line win
    const char *id;       // "bioscoop-12", [a-z0-9-]; NULL: none was given
    const char *type;     // "cinema", "booth" or "school"
    const char *province; // "nl-nh", [a-z0-9-]; NULL: not told
    enum om_norms norms;  // local only in a cinema
    // new content
    const char *content; // a folder to watch for packs; NULL: none
    const char *stick;   // where the system mounts sticks; NULL: nowhere
    const char *results; // where the page for the exhibitor goes; NULL: nowhere
    bool result_on_stick;
    unsigned poll;       // seconds between two looks at `content`
    unsigned copy_speed; // MB a second; 0: as fast as it goes
    unsigned keep;       // good packs kept, the one on screen included
    bool allow_downgrade;
    bool allow_unsigned;
    const char *keys[OM_SITE_KEYS_MAX]; // public keys, minisign's base64 line
    size_t key_count;
    void *memory; // what the strings live in
};

// Reads a site file. `path` NULL: OM_SITE_FILE, and what every setting is when
// left out where that does not exist. Findings are added, sorted; false, with
// nothing to finish, when there are errors among them.
bool om_site_load(struct om_site *site, const char *path,
                  struct om_findings *findings);

void om_site_finish(struct om_site *site);

// The names of the settings, for tests; NULL after the last one.
const char *om_site_setting(size_t index);

#endif
