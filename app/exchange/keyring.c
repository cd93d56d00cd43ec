#include "exchange/keyring.h"

#include "base/path.h"
#include "exchange/export.h"
#include "report/names.h"
#include "report/save.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char file[] = "accepted-keys.txt";

struct entry {
    unsigned char key[OM_KEY_PUBLIC];
    size_t next; // entry of the same site + 1; 0: none
};

struct om_keyring {
    struct om_names sites;
    size_t *first; // by site: entry + 1; owned
    size_t room;
    struct entry *entries; // owned
    size_t count, capacity;
    struct om_text text; // the file
    bool changed;
};

void
om_keyring_destroy(struct om_keyring *ring)
{
    if (!ring) {
        return;
    }
    om_names_finish(&ring->sites);
    om_text_finish(&ring->text);
    free(ring->first);
    free(ring->entries);
    free(ring);
}

static void
add(struct om_keyring *ring, const char *site, const unsigned char *key)
{
    uint32_t number = om_names_add(&ring->sites, site, strlen(site));
    if (number >= ring->room) {
        size_t room = ring->room ? ring->room * 2 : 64;
        ring->first = om_realloc(ring->first, room * sizeof(*ring->first));
        memset(ring->first + ring->room, 0,
               (room - ring->room) * sizeof(*ring->first));
        ring->room = room;
    }
    if (ring->count == ring->capacity) {
        ring->capacity = ring->capacity ? ring->capacity * 2 : 64;
        ring->entries =
            om_realloc(ring->entries, ring->capacity * sizeof(*ring->entries));
    }
    struct entry *entry = &ring->entries[ring->count++];
    memcpy(entry->key, key, sizeof(entry->key));
    entry->next = ring->first[number];
    ring->first[number] = ring->count;
}

static bool
parse_line(struct om_keyring *ring, const char *line, size_t length)
{
    char copy[256];
    char site[OM_PLACE_ID_MAX + 2];
    char text[OM_KEY_PUBLIC_TEXT + 1];
    unsigned char key[OM_KEY_PUBLIC];
    if (length == 0 || line[0] == '#') {
        return true;
    }
    if (length >= sizeof(copy)) {
        return false;
    }
    memcpy(copy, line, length);
    copy[length] = '\0';
    if (sscanf(copy, "%41s %45s", site, text) != 2 || !om_export_is_site(site)
        || !om_key_public_parse(text, key)) {
        return false;
    }
    add(ring, site, key);
    return true;
}

struct om_keyring *
om_keyring_load(const char *folder, struct om_text *problem)
{
    struct om_keyring *ring = om_alloc(sizeof(*ring));
    *ring = (struct om_keyring){ 0 };
    char *path = om_path_join(folder, file);
    size_t length = 0;
    char *text = om_path_read(path, 64 << 20, &length);
    bool good = text != NULL || errno == ENOENT;
    if (!good) {
        om_text_print(problem, "cannot read %s: %s", path, strerror(errno));
    }
    size_t number = 0;
    for (size_t at = 0; text && good && at < length;) {
        size_t line = strcspn(text + at, "\n");
        number++;
        good = parse_line(ring, text + at, line);
        at += line + 1;
    }
    if (text && good) {
        om_text_add(&ring->text, text, length);
        if (length && text[length - 1] != '\n') {
            om_text_add(&ring->text, "\n", 1);
        }
    } else if (text) {
        om_text_print(problem, "%s: line %zu is no accepted key", path, number);
    }
    free(text);
    free(path);
    if (!good) {
        om_keyring_destroy(ring);
        return NULL;
    }
    return ring;
}

static size_t
first_of(const struct om_keyring *ring, const char *site)
{
    uint32_t number = om_names_find(&ring->sites, site, strlen(site));
    return number == OM_NAME_NONE ? 0 : ring->first[number];
}

enum om_keyring_answer
om_keyring_check(struct om_keyring *ring, const char *site,
                 const unsigned char *key, bool accept)
{
    size_t first = first_of(ring, site);
    for (size_t at = first; at; at = ring->entries[at - 1].next) {
        if (memcmp(ring->entries[at - 1].key, key, OM_KEY_PUBLIC) == 0) {
            return OM_KEYRING_KNOWN;
        }
    }
    if (first && !accept) {
        return OM_KEYRING_OTHER;
    }
    char text[OM_KEY_PUBLIC_TEXT];
    char id[OM_KEY_ID_SIZE];
    om_key_public_text(key, text);
    om_key_id(key, id);
    add(ring, site, key);
    om_text_print(&ring->text, "%s %s %s\n", site, text, id);
    ring->changed = true;
    return OM_KEYRING_ACCEPTED;
}

unsigned
om_keyring_count(const struct om_keyring *ring, const char *site)
{
    unsigned count = 0;
    for (size_t at = first_of(ring, site); at;
         at = ring->entries[at - 1].next) {
        count++;
    }
    return count;
}

bool
om_keyring_save(struct om_keyring *ring, const char *folder,
                struct om_text *problem)
{
    bool saved = !ring->changed || om_save(folder, file, &ring->text, problem);
    ring->changed = ring->changed && !saved;
    return saved;
}
