// SPDX-License-Identifier: Apache-2.0

// A file system for SQLite that tells of each change before it is made, and leaves the rest to the default one.

#include "CAuditCrash.h"

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

// An open file: ours, followed in memory by the one of the file system beneath.
typedef struct {
    sqlite3_file base;
    // Stays what it is until the file is closed; NULL for one without a name, which nobody can find afterwards.
    const char *path;
} crash_file;

static sqlite3_vfs *beneath;
static crash_observer told;
static int (*open_folder)(const char *, int *);
// Whether the call that is under way has opened a folder, which is only done to synchronize it.
static _Thread_local int has_opened_folder;

static sqlite3_file *real(sqlite3_file *file) {
    return (sqlite3_file *)((crash_file *)file + 1);
}

static int tell(enum crash_change change, const char *path, int64_t offset, const void *bytes, int64_t count) {
    return path ? told(change, path, offset, bytes, count) : SQLITE_OK;
}

static int tell_file(enum crash_change change, sqlite3_file *file, int64_t offset, const void *bytes, int64_t count) {
    return tell(change, ((crash_file *)file)->path, offset, bytes, count);
}

static int crash_close(sqlite3_file *file) {
    return real(file)->pMethods->xClose(real(file));
}

static int crash_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), bytes, count, offset);
}

static int crash_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    int code = tell_file(CRASH_WRITTEN, file, offset, bytes, count);
    return code ? code : real(file)->pMethods->xWrite(real(file), bytes, count, offset);
}

static int crash_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int code = tell_file(CRASH_RESIZED, file, 0, NULL, size);
    return code ? code : real(file)->pMethods->xTruncate(real(file), size);
}

static int crash_sync(sqlite3_file *file, int flags) {
    int code = tell_file(CRASH_SYNCHRONIZED, file, 0, NULL, 0);
    if (code) return code;
    has_opened_folder = 0;
    code = real(file)->pMethods->xSync(real(file), flags);
    if (code || !has_opened_folder) return code;
    return tell_file(CRASH_FOLDER_SYNCHRONIZED, file, 0, NULL, 0);
}

static int crash_file_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}

static int crash_lock(sqlite3_file *file, int level) {
    return real(file)->pMethods->xLock(real(file), level);
}

static int crash_unlock(sqlite3_file *file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}

static int crash_check_reserved_lock(sqlite3_file *file, int *is_reserved) {
    return real(file)->pMethods->xCheckReservedLock(real(file), is_reserved);
}

static int crash_file_control(sqlite3_file *file, int operation, void *argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

static int crash_sector_size(sqlite3_file *file) {
    return real(file)->pMethods->xSectorSize(real(file));
}

static int crash_device_characteristics(sqlite3_file *file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int crash_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}

static int crash_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}

static void crash_shm_barrier(sqlite3_file *file) {
    real(file)->pMethods->xShmBarrier(real(file));
}

static int crash_shm_unmap(sqlite3_file *file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

// Version 2: shared memory, and no file that is mapped, as a write to memory is one that nobody can be told of.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = crash_close,
    .xRead = crash_read,
    .xWrite = crash_write,
    .xTruncate = crash_truncate,
    .xSync = crash_sync,
    .xFileSize = crash_file_size,
    .xLock = crash_lock,
    .xUnlock = crash_unlock,
    .xCheckReservedLock = crash_check_reserved_lock,
    .xFileControl = crash_file_control,
    .xSectorSize = crash_sector_size,
    .xDeviceCharacteristics = crash_device_characteristics,
    .xShmMap = crash_shm_map,
    .xShmLock = crash_shm_lock,
    .xShmBarrier = crash_shm_barrier,
    .xShmUnmap = crash_shm_unmap,
};

static int crash_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *used) {
    (void)vfs;
    file->pMethods = NULL;
    ((crash_file *)file)->path = flags & SQLITE_OPEN_DELETEONCLOSE ? NULL : path;
    if (flags & SQLITE_OPEN_CREATE && path && access(path, F_OK) != 0) {
        int code = tell_file(CRASH_MADE, file, 0, NULL, 0);
        if (code) return code;
    }
    int code = beneath->xOpen(beneath, path, real(file), flags, used);
    // One that was opened in part has to be closed, too.
    if (real(file)->pMethods) file->pMethods = &methods;
    return code;
}

static int crash_delete(sqlite3_vfs *vfs, const char *path, int synchronize) {
    (void)vfs;
    int code = tell(CRASH_REMOVED, path, 0, NULL, 0);
    if (code) return code;
    has_opened_folder = 0;
    code = beneath->xDelete(beneath, path, synchronize);
    if (code || !has_opened_folder) return code;
    return tell(CRASH_FOLDER_SYNCHRONIZED, path, 0, NULL, 0);
}

static int crash_open_folder(const char *path, int *descriptor) {
    has_opened_folder = 1;
    return open_folder(path, descriptor);
}

int crash_observe_files(crash_observer observer) {
    static sqlite3_vfs vfs;
    beneath = sqlite3_vfs_find(NULL);
    if (!beneath || beneath->iVersion < 3) return SQLITE_MISUSE;
    // Its own way to reach the system cannot be seen from outside when it synchronizes the folder of a new file.
    open_folder = (int (*)(const char *, int *))beneath->xGetSystemCall(beneath, "openDirectory");
    if (!open_folder) return SQLITE_MISUSE;
    int code = beneath->xSetSystemCall(beneath, "openDirectory", (sqlite3_syscall_ptr)crash_open_folder);
    if (code) return code;
    told = observer;
    memcpy(&vfs, beneath, sizeof vfs);
    vfs.szOsFile += (int)sizeof(crash_file);
    vfs.zName = "crash";
    vfs.pNext = NULL;
    vfs.xOpen = crash_open;
    vfs.xDelete = crash_delete;
    return sqlite3_vfs_register(&vfs, 1);
}
