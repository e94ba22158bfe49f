// SPDX-License-Identifier: Apache-2.0

// What Swift cannot reach of libsqlite3 and of the system by itself: a variadic function, lock commands that C
// headers hide behind feature macros, an atomic in mapped memory, and statfs.

#ifndef CAUDITSQLITE_SHIM_H
#define CAUDITSQLITE_SHIM_H

#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#ifdef __APPLE__
#include <sys/mount.h>
#include <sys/param.h>
#else
#include <sys/statfs.h>
#endif

/// Sets a boolean option of a connection; `sqlite3_db_config` itself is variadic.
static inline int audit_db_config(sqlite3 *connection, int option, int value) {
    return sqlite3_db_config(connection, option, value, (int *)0);
}

/// Reads a counter that other processes write.
static inline uint64_t audit_counter_load(const void *counter) {
    return __atomic_load_n((const uint64_t *)counter, __ATOMIC_ACQUIRE);
}

/// Writes a counter that other processes read.
static inline void audit_counter_store(void *counter, uint64_t value) {
    __atomic_store_n((uint64_t *)counter, value, __ATOMIC_RELEASE);
}

// Locks that belong to the open file and not to the process: the system's own where it has them.
#ifdef F_OFD_SETLK
#define AUDIT_SETLK F_OFD_SETLK
#elif defined(__linux__)
#define AUDIT_SETLK 37
#else
#define AUDIT_SETLK F_SETLK
#endif

static inline int audit_set_lock(int descriptor, int64_t offset, short type) {
    struct flock lock;
    memset(&lock, 0, sizeof lock);
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = (off_t)offset;
    lock.l_len = 1;
    return fcntl(descriptor, AUDIT_SETLK, &lock);
}

/// Takes the lock of one byte for as long as `descriptor` is open, without waiting. Returns 0, or -1 with errno.
static inline int audit_lock_byte(int descriptor, int64_t offset) {
    return audit_set_lock(descriptor, offset, F_WRLCK);
}

/// Gives back the lock of one byte. Returns 0, or -1 with errno.
static inline int audit_unlock_byte(int descriptor, int64_t offset) {
    return audit_set_lock(descriptor, offset, F_UNLCK);
}

/// What kind of file system `path` lies on, as statfs(2) numbers them; 0 where it cannot be told. On Darwin, where
/// the numbers mean nothing, 1 stands for a network file system.
static inline uint32_t audit_file_system(const char *path) {
    struct statfs status;
    if (statfs(path, &status) != 0) return 0;
#ifdef __APPLE__
    return (status.f_flags & MNT_LOCAL) ? 0 : 1;
#else
    return (uint32_t)status.f_type;
#endif
}

#endif
