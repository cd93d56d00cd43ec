#include "update/junk.h"

#include <fnmatch.h>
#include <stddef.h>

static const struct {
    const char *pattern;
    enum om_junk junk;
    const char *whose;
} rows[] = {
    // clang-format off
    { "*.sync-conflict-*",      OM_JUNK_CONFLICT, "Syncthing" },
    { "*(conflicted copy*",     OM_JUNK_CONFLICT, "Dropbox, Nextcloud" },
    { "*conflicted copy [0-9]*", OM_JUNK_CONFLICT, "ownCloud" },
    { ".syncthing.*",           OM_JUNK_TRANSFER, "Syncthing" },
    { "~syncthing~*",           OM_JUNK_TRANSFER, "Syncthing on Windows" },
    { ".goutputstream-*", OM_JUNK_TRANSFER, "GNOME" },
    { ".?*.??????",             OM_JUNK_TRANSFER, "rsync" },
    { "*.part",                 OM_JUNK_TRANSFER, "KDE, Firefox, curl" },
    { "*.filepart",             OM_JUNK_TRANSFER, "WinSCP" },
    { "*.partial",              OM_JUNK_TRANSFER, "rclone and others" },
    { "*.crdownload",           OM_JUNK_TRANSFER, "Chromium" },
    { "*.!sync",                OM_JUNK_TRANSFER, "Resilio" },
    { "*.tmp",                  OM_JUNK_TRANSFER, "Windows, many" },
    { "*.temp",                 OM_JUNK_TRANSFER, "many" },
    { "*.swp",                  OM_JUNK_LEFT, "vim" },
    { "*.swo",                  OM_JUNK_LEFT, "vim" },
    { "4913",                   OM_JUNK_LEFT, "vim, trying whether it may" },
    { "*~",                     OM_JUNK_LEFT, "editors' backups" },
    { "#*#",                    OM_JUNK_LEFT, "emacs" },
    { "~$*",                    OM_JUNK_LEFT, "Microsoft Office" },
    { "*.bak",                  OM_JUNK_LEFT, "backups" },
    { "*.orig",                 OM_JUNK_LEFT, "merging tools" },
    { "*.rej",                  OM_JUNK_LEFT, "patch" },
    { "[Tt]humbs.db",           OM_JUNK_LEFT, "Windows" },
    { "ehthumbs.db",            OM_JUNK_LEFT, "Windows" },
    { "[Dd]esktop.ini",         OM_JUNK_LEFT, "Windows" },
    { "$RECYCLE.BIN",           OM_JUNK_LEFT, "Windows" },
    { "System Volume Information", OM_JUNK_LEFT, "Windows" },
    { "FOUND.[0-9][0-9][0-9]",  OM_JUNK_LEFT, "Windows, mending a stick" },
    { "Icon\r",                 OM_JUNK_LEFT, "macOS" },
    { "__MACOSX",               OM_JUNK_LEFT, "macOS' archives" },
    { "lost+found",             OM_JUNK_LEFT, "ext4" },
    { "OMSTANDER-UITSLAG.*",    OM_JUNK_LEFT, "our own page" },
    // .DS_Store ._x .Trashes .git .stfolder .#x .goutputstream-x .x.swp .~lock
    { ".*",                     OM_JUNK_LEFT, "whatever is hidden" },
    // clang-format on
};

enum om_junk
om_junk_of(const char *name)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (fnmatch(rows[i].pattern, name, 0) == 0) {
            return rows[i].junk;
        }
    }
    return OM_JUNK_NOT;
}
