// SPDX-License-Identifier: Apache-2.0

// An allocator for SQLite that fails where it is told to.

#include "CAuditCrash.h"

#include <sqlite3.h>
#include <stdatomic.h>

static sqlite3_mem_methods beneath;
static _Atomic int64_t remaining = -1;
static _Atomic int64_t failed;
static _Atomic int is_lasting;

static int is_to_fail(void) {
    int64_t left = atomic_load(&remaining);
    if (left < 0) return 0;
    if (left > 0) {
        atomic_store(&remaining, left - 1);
        return 0;
    }
    if (!atomic_load(&is_lasting)) atomic_store(&remaining, -1);
    atomic_fetch_add(&failed, 1);
    return 1;
}

static void *failing_malloc(int size) {
    return is_to_fail() ? NULL : beneath.xMalloc(size);
}

static void *failing_realloc(void *memory, int size) {
    return is_to_fail() ? NULL : beneath.xRealloc(memory, size);
}

int crash_replace_allocator(void) {
    int code = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &beneath);
    if (code) return code;
    sqlite3_mem_methods failing = beneath;
    failing.xMalloc = failing_malloc;
    failing.xRealloc = failing_realloc;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
}

void crash_fail_allocation(int64_t count, int lasting) {
    atomic_store(&failed, 0);
    atomic_store(&is_lasting, lasting);
    atomic_store(&remaining, count);
}

int64_t crash_failed_allocations(void) {
    return atomic_load(&failed);
}
