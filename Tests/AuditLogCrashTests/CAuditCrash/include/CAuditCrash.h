// SPDX-License-Identifier: Apache-2.0

// Faults put beneath SQLite, for tests alone.

#ifndef CAUDITCRASH_H
#define CAUDITCRASH_H

#include <stdint.h>

/// What SQLite is about to do to a file, or has just done to the names in its folder.
enum crash_change {
    /// Opens a file that is not there, so that it is made.
    CRASH_MADE,
    /// Writes `count` bytes at `offset`.
    CRASH_WRITTEN,
    /// Makes the file `count` bytes long.
    CRASH_RESIZED,
    /// Waits until the file is on the disk.
    CRASH_SYNCHRONIZED,
    /// Takes the file away.
    CRASH_REMOVED,
    /// Has waited until the names in the folder of the file are on the disk.
    CRASH_FOLDER_SYNCHRONIZED,
};

/// Is told of each change, on the thread that makes it. What it answers but 0 is an error of SQLite that takes the
/// change's place.
typedef int (*crash_observer)(
    enum crash_change change, const char *path, int64_t offset, const uint8_t *bytes, int64_t count);

/// Puts a file system between SQLite and the default one that tells `observer` of every change, and makes it the
/// default. To be called once, before connections are opened from several threads. Answers a result code of SQLite.
int crash_observe_files(crash_observer observer);

/// Puts an allocator in front of SQLite's own that fails where it is told to. To be called before SQLite is used for
/// the first time in the process. Answers a result code of SQLite.
int crash_replace_allocator(void);

/// Lets the allocation after the next `count` ones fail, and, where `lasting` is not 0, all that follow it; none
/// where `count` is negative.
void crash_fail_allocation(int64_t count, int lasting);

/// How many allocations failed since the last call of `crash_fail_allocation`.
int64_t crash_failed_allocations(void);

#endif
