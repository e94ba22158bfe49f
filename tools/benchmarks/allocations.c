// SPDX-License-Identifier: Apache-2.0

// Counts how often each thread asks for memory, and how many bytes are in use. Loaded before glibc (LD_PRELOAD), it stands
// between a program and glibc's allocator; the program finds the counts by name.
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static __thread __attribute__((tls_model("initial-exec"))) long count;
static _Atomic long bytes;

// How often this thread has asked for memory.
long benchmark_allocations(void) { return count; }

// How many bytes are in use, with what the allocator keeps beside each block.
long benchmark_bytes(void) { return atomic_load_explicit(&bytes, memory_order_relaxed); }

static long size_of(void *block) { return block == NULL ? 0 : (long)(malloc_usable_size(block) + sizeof(size_t)); }

static void add(long difference) { atomic_fetch_add_explicit(&bytes, difference, memory_order_relaxed); }

static void *counted(void *block) {
    count++;
    add(size_of(block));
    return block;
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t number, size_t size) { return counted(__libc_calloc(number, size)); }

void *realloc(void *old, size_t size) {
    long before = size_of(old);
    void *block = __libc_realloc(old, size);
    count++;
    if (block != NULL || size == 0) add(size_of(block) - before);
    return block;
}

void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
    void *block = memalign(alignment, size);
    if (block == NULL) return ENOMEM;
    *result = block;
    return 0;
}

void free(void *block) {
    add(-size_of(block));
    __libc_free(block);
}
