#include "measure/cache.h"

#include "base/log.h"
#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

// The key is a BLAKE2b hash of the content and of the version of what is
// measured: after a change of the measuring nothing old is found.

#define VERSION "omstander-measure 2\n"

enum { PIECE = 1 << 18, BEAT = 1 << 24, FILE_MAX = 1 << 20 };

bool
om_cache_key(int file, char key[OM_CACHE_KEY_SIZE],
             const struct om_cache_pulse *pulse)
{
    crypto_generichash_state state;
    unsigned char hash[crypto_generichash_BYTES];
    char *piece = om_alloc(PIECE);
    off_t at = 0, beaten = 0;
    ssize_t got;
    if (sodium_init() < 0) {
        free(piece);
        return false;
    }
    crypto_generichash_init(&state, NULL, 0, sizeof(hash));
    crypto_generichash_update(&state, (const unsigned char *) VERSION,
                              sizeof(VERSION));
    while ((got = pread(file, piece, PIECE, at)) > 0
           || (got < 0 && errno == EINTR)) {
        if (got > 0) {
            crypto_generichash_update(&state, (const unsigned char *) piece,
                                      (unsigned long long) got);
            at += got;
        }
        if (at - beaten >= BEAT) {
            beaten = at;
            pulse->beat(pulse->context);
        }
    }
    crypto_generichash_final(&state, hash, sizeof(hash));
    sodium_bin2hex(key, OM_CACHE_KEY_SIZE, hash, sizeof(hash));
    free(piece);
    return got == 0;
}

// A kept file holds what omstander-measure said, and is believed no more.
static bool
take_lines(struct om_measurement *measurement, char *text)
{
    enum om_measure_line last = OM_MEASURE_LINE_MORE;
    char *line = text, *end;
    while (last == OM_MEASURE_LINE_MORE && (end = strchr(line, '\n'))) {
        *end = '\0';
        last = om_measurement_take(measurement, line);
        line = end + 1;
    }
    return last == OM_MEASURE_LINE_END;
}

struct om_measurement *
om_cache_get(const char *folder, const char *key)
{
    char *path = om_path_join(folder, key);
    size_t length;
    char *text = om_path_read(path, FILE_MAX, &length);
    free(path);
    if (!text) {
        return NULL;
    }
    struct om_measurement *measurement = om_alloc(sizeof(*measurement));
    size_t head = strlen(VERSION);
    bool good = length > head && strncmp(text, VERSION, head) == 0
                && take_lines(measurement, text + head);
    free(text);
    if (!good) {
        free(measurement);
        return NULL;
    }
    return measurement;
}

static int
is_kept(const struct dirent *entry)
{
    return strspn(entry->d_name, "0123456789abcdef") == OM_CACHE_KEY_SIZE - 1;
}

// All of it: which of them will be asked for again is not known, and they can
// be measured again.
void
om_cache_trim(const char *folder, size_t most)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_kept, NULL);
    for (int i = 0; i < count; i++) {
        if ((size_t) count > most) {
            char *path = om_path_join(folder, entries[i]->d_name);
            unlink(path);
            free(path);
        }
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
}

static bool
write_file(const char *path, const struct om_text *text)
{
    int file =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) {
        return false;
    }
    bool good = write(file, text->data, text->length) == (ssize_t) text->length;
    return close(file) == 0 && good;
}

// Beside its place first: a reader finds the whole of it, or nothing.
void
om_cache_put(const char *folder, const char *key,
             const struct om_measurement *measurement)
{
    struct om_text text = { 0 }, beside = { 0 };
    char *path = om_path_join(folder, key);
    om_text_print(&text, "%s", VERSION);
    om_measurement_print(measurement, &text);
    om_text_print(&beside, "%s.%ld.new", path, (long) getpid());
    bool good = om_path_make_folder(folder)
                && write_file(om_text_get(&beside), &text)
                && rename(om_text_get(&beside), path) == 0;
    if (!good) {
        om_log(OM_LOG_DEBUG, "measure/cache", "%s: %s", path, strerror(errno));
        unlink(om_text_get(&beside));
    }
    om_text_finish(&text);
    om_text_finish(&beside);
    free(path);
}
