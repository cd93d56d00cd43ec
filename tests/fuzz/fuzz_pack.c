// Any bytes as one of a pack's files: read, checked and printed in every way.
// The first byte says which file.
#include "check/check.h"
#include "check/print.h"
#include "pack/pack.h"

#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const files[] = {
    "pack.yaml", "stories/noa.yaml",      "help.yaml",          "facts.yaml",
    "tips.yaml", "clips/noa-1.chat.yaml", "clips/noa-1.nl.vtt",
};

enum { FILES = sizeof(files) / sizeof(files[0]) };

static char folder[64];
static char *originals[FILES];
static size_t lengths[FILES];
static FILE *nowhere;

static void
path_of(size_t file, char out[256])
{
    snprintf(out, 256, "%s/%s", folder, files[file]);
}

static void
write_file(size_t file, const void *bytes, size_t length)
{
    char path[256];
    path_of(file, path);
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(bytes, 1, length, out) != length || fclose(out) != 0) {
        abort();
    }
}

static void
read_original(size_t file)
{
    char path[256];
    path_of(file, path);
    FILE *in = fopen(path, "rb");
    if (!in) {
        abort();
    }
    originals[file] = calloc(1, 1 << 16);
    lengths[file] = fread(originals[file], 1, 1 << 16, in);
    fclose(in);
}

static void
remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof(command), "rm -r '%s'", folder);
    if (system(command) != 0) {
        abort();
    }
}

static void
make_folder(void)
{
    char command[512];
    snprintf(folder, sizeof(folder), "/dev/shm/omstander-XXXXXX");
    if (!mkdtemp(folder)) {
        snprintf(folder, sizeof(folder), "/tmp/omstander-XXXXXX");
        if (!mkdtemp(folder)) {
            abort();
        }
    }
    snprintf(command, sizeof(command), "cp -r '%s/tests/packs/rich/.' '%s'",
             OM_SOURCE_DIR, folder);
    if (system(command) != 0) {
        abort();
    }
    for (size_t i = 0; i < FILES; i++) {
        read_original(i);
    }
    nowhere = fopen("/dev/null", "w");
    atexit(remove_folder);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length == 0) {
        return 0;
    }
    if (!nowhere) {
        make_folder();
    }
    size_t file = bytes[0] % FILES;
    write_file(file, bytes + 1, length - 1);
    struct om_findings findings = { 0 };
    struct om_check_params params = { .without_media = true };
    struct om_check_result result;
    bool whole = om_check(folder, &params, &findings, &result);
    struct om_check_print print = { .root = folder,
                                    .findings = &findings,
                                    .result = &result,
                                    .english = bytes[0] & 0x80,
                                    .whole = whole };
    om_check_print_text(&print, nowhere);
    if (!whole || !om_check_print_json(&print, nowhere)) {
        abort(); // the folder is there, and JSON can always be written
    }
    om_findings_finish(&findings);
    // The kiosk's own way: a pack, or a reason.
    struct om_pack *pack = om_pack_load(folder, &findings);
    if (!pack != om_findings_have_errors(&findings)) {
        abort();
    }
    om_pack_destroy(pack);
    om_findings_finish(&findings);
    write_file(file, originals[file], lengths[file]);
    return 0;
}
