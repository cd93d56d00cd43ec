#include "forgetful_disk.h"

#include "drop.h"

struct node {
    bool folder;
};

int
take_change(void *context, const struct om_disk_event *event)
{
    struct tape *tape = context;
    if (tape->count == tape->stop_at) {
        _exit(0); // as kill -9: nothing is tidied up
    }
    if (tape->count == CHANGES_MAX) {
        abort();
    }
    struct change *change = &tape->changes[tape->count++];
    change->event = *event;
    change->event.path = om_strdup(event->path);
    change->event.to = event->to ? om_strdup(event->to) : NULL;
    if (event->bytes) {
        void *bytes = om_alloc(event->length + 1);
        memcpy(bytes, event->bytes, event->length);
        change->event.bytes = bytes;
    }
    return 0;
}

void
finish_tape(struct tape *tape)
{
    for (size_t i = 0; i < tape->count; i++) {
        free((char *) tape->changes[i].event.path);
        free((char *) tape->changes[i].event.to);
        free((void *) tape->changes[i].event.bytes);
    }
}

struct view {
    // the names as the program saw them, in order of appearance
    struct entry {
        char *path; // NULL: gone
        size_t node;
    } entries[NODES_MAX];
    size_t count;
    struct node nodes[NODES_MAX];
    size_t node_count;
};

static size_t
node_at(const struct view *view, const char *path)
{
    for (size_t i = view->count; i-- > 0;) {
        if (view->entries[i].path && strcmp(view->entries[i].path, path) == 0) {
            return view->entries[i].node;
        }
    }
    return SIZE_MAX;
}

static void
forget(struct view *view, const char *path)
{
    for (size_t i = 0; i < view->count; i++) {
        if (view->entries[i].path && strcmp(view->entries[i].path, path) == 0) {
            free(view->entries[i].path);
            view->entries[i].path = NULL;
        }
    }
}

static size_t
add_node(struct view *view, const char *path, bool folder)
{
    assert_true(view->count < NODES_MAX && view->node_count < NODES_MAX);
    forget(view, path);
    view->nodes[view->node_count].folder = folder;
    view->entries[view->count++] =
        (struct entry){ om_strdup(path), view->node_count };
    return view->node_count++;
}

static size_t
parent_of(const struct view *view, const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    char folder[DROP_PATH];
    snprintf(folder, sizeof(folder), "%.*s", (int) (slash - path), path);
    *name = slash + 1;
    return node_at(view, folder);
}

static void
rename_all(struct view *view, const char *from, const char *to)
{
    size_t length = strlen(from);
    forget(view, to);
    for (size_t i = 0; i < view->count; i++) {
        char *path = view->entries[i].path;
        if (path && strncmp(path, from, length) == 0
            && (path[length] == '\0' || path[length] == '/')) {
            struct om_text moved = { 0 };
            om_text_print(&moved, "%s%s", to, path + length);
            free(path);
            view->entries[i].path = moved.data;
        }
    }
}

struct view *
resolve(struct tape *tape, const char *packs)
{
    struct view *view = om_alloc(sizeof(*view));
    memset(view, 0, sizeof(*view));
    add_node(view, packs, true);
    for (size_t i = 0; i < tape->count; i++) {
        struct change *change = &tape->changes[i];
        const char *path = change->event.path;
        change->folder = parent_of(view, path, &change->name);
        change->node = node_at(view, path);
        switch (change->event.change) {
            case OM_DISK_FOLDER:
                if (change->node == SIZE_MAX) {
                    change->node = add_node(view, path, true);
                }
                break;
            case OM_DISK_CREATE:
                change->node = add_node(view, path, false);
                break;
            case OM_DISK_RENAME:
                change->to_folder =
                    parent_of(view, change->event.to, &change->to_name);
                rename_all(view, path, change->event.to);
                break;
            case OM_DISK_REMOVE:
                forget(view, path);
                break;
            default:
                break;
        }
        assert_int_not_equal(change->node, SIZE_MAX);
    }
    return view;
}

void
free_view(struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        free(view->entries[i].path);
    }
    free(view);
}

static bool
is_synced(const struct tape *tape, size_t i, size_t stop)
{
    const struct change *change = &tape->changes[i];
    bool write = change->event.change == OM_DISK_WRITE;
    size_t holder = write                                    ? change->node
                    : change->event.change == OM_DISK_RENAME ? change->to_folder
                                                             : change->folder;
    enum om_disk_change sync = write ? OM_DISK_SYNC : OM_DISK_SYNC_FOLDER;
    for (size_t k = i + 1; k < stop; k++) {
        if (tape->changes[k].event.change == sync
            && tape->changes[k].node == holder) {
            return true;
        }
    }
    return false;
}

struct disk {
    struct {
        size_t folder, node;
        const char *name; // NULL: gone
    } names[NODES_MAX];
    size_t count;
    struct om_text bytes[NODES_MAX];
    unsigned seed;
};

static unsigned
chance(struct disk *disk, unsigned of)
{
    disk->seed = disk->seed * 1103515245 + 12345;
    return (disk->seed >> 16) % of;
}

static void
name_gone(struct disk *disk, size_t folder, const char *name)
{
    for (size_t i = 0; i < disk->count; i++) {
        if (disk->names[i].name && disk->names[i].folder == folder
            && strcmp(disk->names[i].name, name) == 0) {
            disk->names[i].name = NULL;
        }
    }
}

static void
name_is(struct disk *disk, size_t folder, const char *name, size_t node)
{
    name_gone(disk, folder, name);
    disk->names[disk->count].folder = folder;
    disk->names[disk->count].node = node;
    disk->names[disk->count++].name = name;
}

static void
add_bytes(struct disk *disk, const struct change *change, bool whole)
{
    static const char zeros[1 << 12];
    struct om_text *bytes = &disk->bytes[change->node];
    size_t length = change->event.length;
    unsigned way = whole ? 0 : chance(disk, 3);
    if (way == 1) { // the size came through, the bytes did not
        for (size_t left = length; left > 0;) {
            size_t piece = left < sizeof(zeros) ? left : sizeof(zeros);
            om_text_add(bytes, zeros, piece);
            left -= piece;
        }
    } else {
        om_text_add(bytes, change->event.bytes, way == 2 ? length / 2 : length);
    }
}

static void
keep(struct disk *disk, const struct change *change, bool synced)
{
    switch (change->event.change) {
        case OM_DISK_FOLDER:
        case OM_DISK_CREATE:
            name_is(disk, change->folder, change->name, change->node);
            break;
        case OM_DISK_WRITE:
            add_bytes(disk, change, synced);
            break;
        case OM_DISK_RENAME:
            name_gone(disk, change->folder, change->name);
            name_is(disk, change->to_folder, change->to_name, change->node);
            break;
        case OM_DISK_REMOVE:
            name_gone(disk, change->folder, change->name);
            break;
        default:
            break;
    }
}

// NOLINTNEXTLINE(misc-no-recursion)
static void
make_folder(const struct disk *disk, const struct view *view, size_t node,
            const char *path, unsigned depth)
{
    mkdir(path, 0700);
    for (size_t i = 0; i < disk->count && depth < 16; i++) {
        if (!disk->names[i].name || disk->names[i].folder != node) {
            continue;
        }
        char *inner = om_path_join(path, disk->names[i].name);
        size_t child = disk->names[i].node;
        if (view->nodes[child].folder) {
            make_folder(disk, view, child, inner, depth + 1);
        } else {
            drop_write(inner, om_text_get(&disk->bytes[child]),
                       disk->bytes[child].length);
        }
        free(inner);
    }
}

void
make_disk(const struct tape *tape, const struct view *view, size_t stop,
          enum luck luck, const char *packs)
{
    struct disk *disk = om_alloc(sizeof(*disk));
    memset(disk, 0, sizeof(*disk));
    disk->seed = (unsigned) (stop * LUCK_COUNT + luck);
    for (size_t i = 0; i < stop; i++) {
        bool synced = luck == LOSES_NONE || is_synced(tape, i, stop);
        if (synced || (luck == LOSES_SOME && chance(disk, 2))) {
            keep(disk, &tape->changes[i], synced);
        }
    }
    make_folder(disk, view, 0, packs, 0);
    for (size_t i = 0; i < NODES_MAX; i++) {
        om_text_finish(&disk->bytes[i]);
    }
    free(disk);
}
