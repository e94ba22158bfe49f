// SPDX-License-Identifier: Apache-2.0

// What the thread sanitizer is not told of a Mutex of Swift's standard library.
//
// Whoever takes a free lock does so in code of our own, which the sanitizer sees; whoever has to wait, or is waited for,
// does so in the library, which is not instrumented. So it would take two accesses for a race that are none. This stands before the
// library (LD_PRELOAD), and tells what it did.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

// There is none where the program that was started is not the one that is looked at, such as swift-test itself.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define TRY_LOCK_SLOW "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"

static void acquired(void *handle) {
    if (__tsan_acquire) __tsan_acquire(handle);
}

SWIFT void lock_slow(uint32_t thread, SELF void *handle) __asm__(LOCK_SLOW);
SWIFT void lock_slow(uint32_t thread, SELF void *handle) {
    typedef SWIFT void Real(uint32_t, SELF void *);
    ((Real *)dlsym(RTLD_NEXT, LOCK_SLOW))(thread, handle);
    acquired(handle);
}

SWIFT bool try_lock_slow(SELF void *handle) __asm__(TRY_LOCK_SLOW);
SWIFT bool try_lock_slow(SELF void *handle) {
    typedef SWIFT bool Real(SELF void *);
    bool is_taken = ((Real *)dlsym(RTLD_NEXT, TRY_LOCK_SLOW))(handle);
    if (is_taken) acquired(handle);
    return is_taken;
}

SWIFT void unlock_slow(SELF void *handle) __asm__(UNLOCK_SLOW);
SWIFT void unlock_slow(SELF void *handle) {
    typedef SWIFT void Real(SELF void *);
    if (__tsan_release) __tsan_release(handle);
    ((Real *)dlsym(RTLD_NEXT, UNLOCK_SLOW))(handle);
}
