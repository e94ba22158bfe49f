// SPDX-License-Identifier: Apache-2.0

// A row of the table `event`, and the small tables that it refers to.

#ifndef ROW_H
#define ROW_H

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// All columns, in the order in which they are read and bound.
#define EVENT_COLUMNS                                                                                                  \
    "seq, id, session, version, policy, at_ms, wall_us, writer, kind, from_state, to_state, disposition, reducer, "    \
    "state, effects, chain, note, cause, attempt, try, access_ref, refresh_ref, spent_ref, requested_ms, "             \
    "lifetime_ms, denial, fault, status, reached, retry_after_ms, burn, failure, subject, amount_ms"

enum { INTEGERS = 11, OPTIONALS = 17, FORGOTTEN = 4, HASH = 32 };

struct bytes {
    const uint8_t *start;
    int count;
};

struct row {
    int64_t seq;
    /// session, version, policy, at_ms, wall_us, writer, kind, from_state, to_state, disposition, reducer
    int64_t integers[INTEGERS];
    /// cause to amount_ms
    int64_t optionals[OPTIONALS];
    /// Which of them are there, the first one in the highest of their bits.
    uint32_t presence;
    int has_note;
    struct bytes id, state, effects, chain, note;
    /// The refs that the vault drops.
    int64_t forgotten[FORGOTTEN];
    int forgotten_count;
};

static inline int64_t row_session(const struct row *row) { return row->integers[0]; }
static inline int64_t row_policy(const struct row *row) { return row->integers[2]; }
static inline int64_t row_at(const struct row *row) { return row->integers[3]; }
static inline int64_t row_wall(const struct row *row) { return row->integers[4]; }
static inline int64_t row_writer(const struct row *row) { return row->integers[5]; }

/// The row on which `statement` stands; its bytes are those of SQLite, until the next step.
static inline void row_read(struct row *row, sqlite3_stmt *statement) {
    row->seq = sqlite3_column_int64(statement, 0);
    row->id.start = sqlite3_column_blob(statement, 1);
    row->id.count = sqlite3_column_bytes(statement, 1);
    for (int index = 0; index < INTEGERS; index++)
        row->integers[index] = sqlite3_column_int64(statement, 2 + index);
    struct bytes *blobs[] = {&row->state, &row->effects, &row->chain};
    for (int index = 0; index < 3; index++) {
        blobs[index]->start = sqlite3_column_blob(statement, 13 + index);
        blobs[index]->count = sqlite3_column_bytes(statement, 13 + index);
    }
    row->has_note = sqlite3_column_type(statement, 16) != SQLITE_NULL;
    row->note.start = row->has_note ? sqlite3_column_text(statement, 16) : 0;
    row->note.count = row->has_note ? sqlite3_column_bytes(statement, 16) : 0;
    row->presence = 0;
    for (int index = 0; index < OPTIONALS; index++) {
        int is_there = sqlite3_column_type(statement, 17 + index) != SQLITE_NULL;
        row->presence = row->presence << 1 | (uint32_t)is_there;
        if (is_there) row->optionals[index] = sqlite3_column_int64(statement, 17 + index);
    }
}

/// A row of `session`, `policy` or `writer`, with the digest that leaves cover.
struct referred {
    int64_t id;
    struct bytes first, second;
    int64_t numbers[2];
    uint8_t digest[HASH];
};

/// The rows of one of those tables; row `id` is number `id` - 1.
struct table {
    struct referred *rows;
    int64_t count;
};

struct tables {
    struct table sessions, policies, writers;
    uint8_t log_id[16];
    uint8_t genesis[HASH];
    int64_t created, checkpoint_events, checkpoint_span;
};

/// Reads the small tables of a log, and computes their digests.
void tables_read(struct tables *tables, sqlite3 *database);
void tables_free(struct tables *tables);

struct baseline_rows {
    struct tables tables;
    struct row *rows;
    int64_t count;
};

/// Ends the process.
_Noreturn void fail(const char *what, const char *why);
sqlite3 *database_open(const char *path, int flags);
sqlite3_stmt *database_prepare(sqlite3 *database, const char *sql);
void database_execute(sqlite3 *database, const char *sql);
/// The bytes of a column, in memory of their own.
struct bytes bytes_kept(const void *start, int count);

#endif
