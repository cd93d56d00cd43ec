// A disk for SQLite that can be cut off and can fail. A VFS of our own lies
// over the real one; it writes down every change that SQLite makes and every
// promise that the disk gave (a sync), and it can refuse.
//
// From that record disk_cut() makes the folder as a power cut would have left
// it: what was synced is there; of every change after the last sync each
// sector was, by lot, written, not written, or written as rubbish; every name
// that came or went since the folder was last synced did so by lot.
#ifndef OM_TESTS_DISK_H
#define OM_TESTS_DISK_H

#include "scratch.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DISK_SECTOR = 512, DISK_NAMES = 4, DISK_OPS = 65536 };

enum disk_op_kind {
    DISK_WRITE,
    DISK_TRUNCATE,
    DISK_SYNC,
    DISK_CREATE,
    DISK_DELETE,
    DISK_SYNC_FOLDER,
    DISK_NOTE, // of the test: `offset` is its number
};

struct disk_op {
    enum disk_op_kind kind;
    int name; // index into names
    sqlite3_int64 offset;
    int size;
    unsigned char *data; // owned
};

enum disk_lie {
    DISK_HONEST,
    DISK_IGNORES_SYNC,        // a bad medium
    DISK_IGNORES_FOLDER_SYNC, // synchronous=FULL instead of EXTRA
};

struct disk {
    sqlite3_vfs vfs, *real;
    bool recording;
    struct disk_op ops[DISK_OPS];
    size_t count;
    char names[DISK_NAMES][32];
    // failing: the changes with these numbers, counted from 1
    unsigned changes, fail_from, fail_to;
    int fail_code;
    bool fail_late; // does it, and then says that it failed
};

// One per test program: a VFS is global to SQLite anyway.
static struct disk *const disk = &(struct disk){ .recording = false };

struct disk_file {
    sqlite3_file base;
    int name;
    bool fresh; // a journal made by this open: its first sync is the folder's
    sqlite3_file *real;
};

static int
disk_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    for (int i = 0; i < DISK_NAMES; i++) {
        if (!disk->names[i][0]) {
            snprintf(disk->names[i], sizeof(disk->names[i]), "%s", name);
        }
        if (strcmp(disk->names[i], name) == 0) {
            return i;
        }
    }
    abort();
}

static void
disk_record(enum disk_op_kind kind, int name, sqlite3_int64 offset, int size,
            const void *data)
{
    if (!disk->recording) {
        return;
    }
    if (disk->count == DISK_OPS) {
        abort();
    }
    struct disk_op *op = &disk->ops[disk->count++];
    *op = (struct disk_op){ kind, name, offset, size, NULL };
    if (data) {
        op->data = malloc((size_t) size);
        memcpy(op->data, data, (size_t) size);
    }
}

static void
disk_note(int number)
{
    disk_record(DISK_NOTE, 0, number, 0, NULL);
}

static bool
disk_fails(void)
{
    disk->changes++;
    return disk->changes >= disk->fail_from && disk->changes < disk->fail_to;
}

// -- the VFS ------------------------------------------------------------------

#define DISK_REAL(file) (((struct disk_file *) (file))->real)

static int
disk_close(sqlite3_file *file)
{
    return DISK_REAL(file)->pMethods->xClose(DISK_REAL(file));
}

static int
disk_read(sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
    return DISK_REAL(file)->pMethods->xRead(DISK_REAL(file), data, size,
                                            offset);
}

static int
disk_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    bool fails = disk_fails();
    if (fails && !disk->fail_late) {
        return disk->fail_code;
    }
    int code =
        DISK_REAL(file)->pMethods->xWrite(DISK_REAL(file), data, size, offset);
    disk_record(DISK_WRITE, ((struct disk_file *) file)->name, offset, size,
                data);
    return fails ? disk->fail_code : code;
}

static int
disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (disk_fails()) {
        return disk->fail_code;
    }
    disk_record(DISK_TRUNCATE, ((struct disk_file *) file)->name, size, 0,
                NULL);
    return DISK_REAL(file)->pMethods->xTruncate(DISK_REAL(file), size);
}

static int
disk_sync(sqlite3_file *file, int flags)
{
    struct disk_file *self = (struct disk_file *) file;
    (void) flags; // nothing here outlives the machine
    if (disk_fails()) {
        return disk->fail_code;
    }
    disk_record(DISK_SYNC, self->name, 0, 0, NULL);
    if (self->fresh) {
        disk_record(DISK_SYNC_FOLDER, 0, 0, 0, NULL);
        self->fresh = false;
    }
    return SQLITE_OK;
}

static int
disk_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return DISK_REAL(file)->pMethods->xFileSize(DISK_REAL(file), size);
}

static int
disk_lock(sqlite3_file *file, int level)
{
    return DISK_REAL(file)->pMethods->xLock(DISK_REAL(file), level);
}

static int
disk_unlock(sqlite3_file *file, int level)
{
    return DISK_REAL(file)->pMethods->xUnlock(DISK_REAL(file), level);
}

static int
disk_check_lock(sqlite3_file *file, int *held)
{
    return DISK_REAL(file)->pMethods->xCheckReservedLock(DISK_REAL(file), held);
}

static int
disk_control(sqlite3_file *file, int what, void *argument)
{
    return DISK_REAL(file)->pMethods->xFileControl(DISK_REAL(file), what,
                                                   argument);
}

static int
disk_sector_size(sqlite3_file *file)
{
    return DISK_REAL(file)->pMethods->xSectorSize(DISK_REAL(file));
}

static int
disk_characteristics(sqlite3_file *file)
{
    return DISK_REAL(file)->pMethods->xDeviceCharacteristics(DISK_REAL(file));
}

static const sqlite3_io_methods disk_methods = {
    .iVersion = 1,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_check_lock,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector_size,
    .xDeviceCharacteristics = disk_characteristics,
};

static int
disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
          int *out)
{
    (void) vfs;
    struct disk_file *self = (struct disk_file *) file;
    bool there = path && access(path, F_OK) == 0;
    self->base.pMethods = NULL;
    if (!there && disk_fails()) {
        return SQLITE_CANTOPEN;
    }
    self->real = (sqlite3_file *) (self + 1);
    self->name = path ? disk_name(path) : 0;
    int code = disk->real->xOpen(disk->real, path, self->real, flags, out);
    if (code == SQLITE_OK) {
        self->base.pMethods = &disk_methods;
        self->fresh = !there && (flags & SQLITE_OPEN_MAIN_JOURNAL);
        if (!there) {
            disk_record(DISK_CREATE, self->name, 0, 0, NULL);
        }
    }
    return code;
}

static int
disk_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    (void) vfs;
    bool fails = disk_fails();
    if (fails && !disk->fail_late) {
        return SQLITE_IOERR_DELETE;
    }
    int code = disk->real->xDelete(disk->real, path, 0);
    if (code == SQLITE_OK) {
        disk_record(DISK_DELETE, disk_name(path), 0, 0, NULL);
        if (sync_folder) {
            disk_record(DISK_SYNC_FOLDER, 0, 1, 0, NULL);
        }
    }
    return fails ? SQLITE_IOERR_DIR_FSYNC : code;
}

// From now on SQLite writes through it.
static void
disk_install(void)
{
    disk->real = sqlite3_vfs_find(NULL);
    disk->vfs = *disk->real;
    disk->vfs.iVersion = 1;
    disk->vfs.zName = "disk";
    disk->vfs.szOsFile = (int) sizeof(struct disk_file) + disk->real->szOsFile;
    disk->vfs.xOpen = disk_open;
    disk->vfs.xDelete = disk_delete;
    sqlite3_vfs_register(&disk->vfs, 1);
}

static void
disk_forget(void)
{
    for (size_t i = 0; i < disk->count; i++) {
        free(disk->ops[i].data);
    }
    disk->count = 0;
    disk->changes = disk->fail_from = disk->fail_to = 0;
    disk->fail_late = false;
}

// -- what a cut leaves --------------------------------------------------------

struct disk_bytes {
    unsigned char *data; // owned
    size_t size;
};

static void
disk_resize(struct disk_bytes *bytes, size_t size)
{
    bytes->data = realloc(bytes->data, size ? size : 1);
    if (size > bytes->size) {
        memset(bytes->data + bytes->size, 0, size - bytes->size);
    }
    bytes->size = size;
}

static void
disk_copy(struct disk_bytes *to, const struct disk_bytes *from)
{
    to->data = malloc(from->size ? from->size : 1);
    memcpy(to->data, from->data ? from->data : to->data, from->size);
    to->size = from->size;
}

// What a name stands for: content that is safe, changes that are not. A name
// made again is new content.
struct disk_inode {
    struct disk_bytes safe;
    size_t pending[1024]; // ops
    size_t pending_count;
};

struct disk_model {
    struct disk_inode *inodes[DISK_OPS / 16];
    size_t inode_count;
    int now[DISK_NAMES], safe[DISK_NAMES]; // inode of each name; -1: none
    struct disk_name_change {
        int name, inode;
    } changes[256]; // since the folder was synced
    size_t change_count;
    size_t done; // ops taken in
    int noted;   // the last note
};

static uint32_t
disk_chance(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) (*seed >> 33) % below;
}

static int
disk_new_inode(struct disk_model *model)
{
    model->inodes[model->inode_count] = calloc(1, sizeof(struct disk_inode));
    return (int) model->inode_count++;
}

// The folder as it is, all of it safe.
static struct disk_model *
disk_model_create(const char *folder)
{
    struct disk_model *model = calloc(1, sizeof(*model));
    for (int i = 0; i < DISK_NAMES; i++) {
        char path[512];
        model->now[i] = -1;
        snprintf(path, sizeof(path), "%s/%s", folder, disk->names[i]);
        FILE *file = disk->names[i][0] ? fopen(path, "rb") : NULL;
        if (file) {
            model->now[i] = disk_new_inode(model);
            struct disk_bytes *safe = &model->inodes[model->now[i]]->safe;
            struct stat status;
            fstat(fileno(file), &status);
            disk_resize(safe, (size_t) status.st_size);
            if (fread(safe->data, 1, safe->size, file) != safe->size) {
                abort();
            }
            fclose(file);
        }
        model->safe[i] = model->now[i];
    }
    return model;
}

static void
disk_model_destroy(struct disk_model *model)
{
    for (size_t i = 0; i < model->inode_count; i++) {
        free(model->inodes[i]->safe.data);
        free(model->inodes[i]);
    }
    free(model);
}

static void
disk_apply(struct disk_bytes *bytes, const struct disk_op *op)
{
    if (op->kind == DISK_TRUNCATE) {
        disk_resize(bytes, (size_t) op->offset);
        return;
    }
    size_t end = (size_t) op->offset + (size_t) op->size;
    if (end > bytes->size) {
        disk_resize(bytes, end);
    }
    memcpy(bytes->data + op->offset, op->data, (size_t) op->size);
}

// Part of the sectors written, part not, part rubbish.
static void
disk_apply_torn(struct disk_bytes *bytes, const struct disk_op *op,
                uint64_t *seed)
{
    size_t from = (size_t) op->offset, end = from + (size_t) op->size;
    if (end > bytes->size) {
        disk_resize(bytes, end);
    }
    for (size_t at = from; at < end;) {
        size_t next = (at / DISK_SECTOR + 1) * DISK_SECTOR;
        next = next > end ? end : next;
        uint32_t fate = disk_chance(seed, 4);
        if (fate < 2) {
            memcpy(bytes->data + at, op->data + (at - from), next - at);
        } else if (fate == 2) {
            for (size_t i = at; i < next; i++) {
                bytes->data[i] = (unsigned char) disk_chance(seed, 256);
            }
        }
        at = next;
    }
}

static void
disk_change_name(struct disk_model *model, int name, int inode)
{
    model->now[name] = inode;
    model->changes[model->change_count++] =
        (struct disk_name_change){ name, inode };
}

// Takes in the next op.
static void
disk_advance(struct disk_model *model, enum disk_lie lie)
{
    size_t number = model->done++;
    const struct disk_op *op = &disk->ops[number];
    struct disk_inode *inode =
        model->now[op->name] < 0 ? NULL : model->inodes[model->now[op->name]];
    switch (op->kind) {
        case DISK_WRITE:
        case DISK_TRUNCATE:
            inode->pending[inode->pending_count++] = number;
            break;
        case DISK_SYNC:
            if (lie == DISK_IGNORES_SYNC && inode->pending_count < 900) {
                break;
            }
            for (size_t i = 0; i < inode->pending_count; i++) {
                disk_apply(&inode->safe, &disk->ops[inode->pending[i]]);
            }
            inode->pending_count = 0;
            break;
        case DISK_CREATE:
            disk_change_name(model, op->name, disk_new_inode(model));
            break;
        case DISK_DELETE:
            disk_change_name(model, op->name, -1);
            break;
        case DISK_SYNC_FOLDER:
            if (lie != DISK_HONEST && op->offset == 1
                && model->change_count < 200) {
                break; // after the removal of a journal
            }
            memcpy(model->safe, model->now, sizeof(model->safe));
            model->change_count = 0;
            break;
        case DISK_NOTE:
            model->noted = (int) op->offset;
            break;
    }
}

enum disk_damage {
    DISK_LOSES_ALL, // nothing came through that was not synced
    DISK_KEEPS_ALL, // everything did (the process was killed)
    DISK_TEARS,     // by lot
};

static void
disk_put(const char *folder, int name, const struct disk_inode *inode,
         enum disk_damage damage, uint64_t *seed)
{
    struct disk_bytes bytes;
    disk_copy(&bytes, &inode->safe);
    for (size_t i = 0; i < inode->pending_count; i++) {
        const struct disk_op *op = &disk->ops[inode->pending[i]];
        uint32_t fate = damage == DISK_LOSES_ALL   ? 0
                        : damage == DISK_KEEPS_ALL ? 1
                                                   : disk_chance(seed, 3);
        if (fate == 1 || (fate == 2 && op->kind == DISK_TRUNCATE)) {
            disk_apply(&bytes, op);
        } else if (fate == 2) {
            disk_apply_torn(&bytes, op, seed);
        }
    }
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", folder, disk->names[name]);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes.data, 1, bytes.size, file) != bytes.size
        || fclose(file) != 0) {
        abort();
    }
    free(bytes.data);
}

// The folder as a cut after the ops taken in would leave it.
static void
disk_cut(const struct disk_model *model, const char *folder,
         enum disk_damage damage, uint64_t *seed)
{
    int names[DISK_NAMES];
    scratch_empty(folder);
    memcpy(names, model->safe, sizeof(names));
    for (size_t i = 0; i < model->change_count; i++) {
        bool kept = damage == DISK_KEEPS_ALL
                    || (damage == DISK_TEARS && disk_chance(seed, 2));
        if (kept) {
            names[model->changes[i].name] = model->changes[i].inode;
        }
    }
    for (int i = 0; i < DISK_NAMES; i++) {
        if (names[i] >= 0) {
            disk_put(folder, i, model->inodes[names[i]], damage, seed);
        }
    }
}

#endif
