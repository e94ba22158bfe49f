// SPDX-License-Identifier: Apache-2.0

// The hashes of the log's format: Schema/README.md has their layouts.

#ifndef HASH_H
#define HASH_H

#include "row.h"

/// Bytes that are put together to be hashed, signed or written.
struct buffer {
    uint8_t *bytes;
    size_t count, capacity;
};

static inline uint8_t *buffer_grow(struct buffer *buffer, size_t count) {
    if (buffer->count + count > buffer->capacity) {
        buffer->capacity = 2 * (buffer->count + count) + 1024;
        buffer->bytes = realloc(buffer->bytes, buffer->capacity);
        if (!buffer->bytes) fail("realloc", "there is no memory");
    }
    uint8_t *end = buffer->bytes + buffer->count;
    buffer->count += count;
    return end;
}

static inline void put_raw(struct buffer *buffer, const void *bytes, size_t count) {
    if (count) memcpy(buffer_grow(buffer, count), bytes, count);
}

static inline void put_byte(struct buffer *buffer, uint8_t byte) { put_raw(buffer, &byte, 1); }

static inline void put_u32(struct buffer *buffer, uint32_t value) {
    value = __builtin_bswap32(value);
    put_raw(buffer, &value, sizeof value);
}

static inline void put_i64(struct buffer *buffer, int64_t value) {
    uint64_t swapped = __builtin_bswap64((uint64_t)value);
    put_raw(buffer, &swapped, sizeof swapped);
}

static inline void put_counted(struct buffer *buffer, const void *bytes, size_t count) {
    put_u32(buffer, (uint32_t)count);
    put_raw(buffer, bytes, count);
}

/// Puts the tag of that name, with the zero byte at its end, into an empty buffer.
#define START(buffer, name)                                                                                            \
    ((buffer)->count = 0, put_raw((buffer), "ticketpark-auth/" name "/v0", sizeof "ticketpark-auth/" name "/v0"))

/// SHA-256 of `count` bytes.
void hash(uint8_t out[HASH], const void *bytes, size_t count);
/// The leaf of a row.
void hash_leaf(uint8_t out[HASH], struct buffer *scratch, const struct row *row, const struct tables *tables);
/// The chain after a leaf, in place of the one before it.
void hash_chain(uint8_t chain[HASH], const uint8_t leaf[HASH]);

/// The roots of the perfect subtrees of which an RFC 6962 tree consists, the largest first.
struct frontier {
    int64_t size;
    int count;
    uint8_t nodes[64][HASH];
};

void frontier_append(struct frontier *frontier, const uint8_t leaf[HASH]);
void frontier_root(const struct frontier *frontier, uint8_t root[HASH]);

#endif
