// Runs every file of a folder through a fuzz target: what was found once stays
// found, with any compiler.
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIZE_MAX_BYTES = 2 << 20 };

static int
is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int
main(int argc, char **argv)
{
    struct dirent **entries;
    int count = argc == 2 ? scandir(argv[1], &entries, is_file, alphasort) : -1;
    if (count < 1) {
        fprintf(stderr, "replay: a folder with files is wanted\n");
        return 1;
    }
    uint8_t *bytes = malloc(SIZE_MAX_BYTES);
    for (int i = 0; i < count && bytes; i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/%s", argv[1], entries[i]->d_name);
        FILE *file = fopen(path, "rb");
        if (!file) {
            fprintf(stderr, "replay: %s cannot be opened\n", path);
            return 1;
        }
        size_t length = fread(bytes, 1, SIZE_MAX_BYTES, file);
        fclose(file);
        uint8_t *exact = malloc(length ? length : 1); // its end is its end
        for (size_t k = 0; k < length && exact; k++) {
            exact[k] = bytes[k];
        }
        LLVMFuzzerTestOneInput(exact, length);
        free(exact);
        free(entries[i]);
    }
    free(entries);
    free(bytes);
    printf("%d files\n", count);
    return 0;
}
