// SPDX-License-Identifier: Apache-2.0

#include "baseline.h"
#include "hash.h"

/// The refs at the end of effects in their canonical form: those that the vault drops.
static void row_set_forgotten(struct row *row) {
    const uint8_t *at = row->effects.start, *end = at + row->effects.count;
    row->forgotten_count = 0;
    if (row->effects.count == 0) return;
    // send?: a try, then a code, then for a refresh its ref.
    if (*at++) at += at[12] == 2 ? 21 : 13;
    // wake?: a code, then for a time the instant.
    if (*at++) at += at[0] == 1 ? 9 : 1;
    // settle?: a code, then what there is with it.
    if (*at++) {
        static const int sizes[] = {0, 9, 2, 9, 1, 1};
        if (at[0] > 5) fail("effects", "they have an unknown form");
        at += sizes[at[0]];
    }
    row->forgotten_count = *at++;
    if (row->forgotten_count > FORGOTTEN || end - at != 8 * row->forgotten_count)
        fail("effects", "they have an unknown form");
    for (int index = 0; index < row->forgotten_count; index++, at += 8) {
        uint64_t ref;
        memcpy(&ref, at, sizeof ref);
        row->forgotten[index] = (int64_t)__builtin_bswap64(ref);
    }
}

baseline_rows *baseline_load(const char *path) {
    sqlite3 *database = database_open(path, SQLITE_OPEN_READONLY);
    baseline_rows *rows = calloc(1, sizeof *rows);
    if (!rows) fail("calloc", "there is no memory");
    tables_read(&rows->tables, database);
    sqlite3_stmt *count = database_prepare(database, "SELECT count(*) FROM event");
    if (sqlite3_step(count) != SQLITE_ROW) fail(path, sqlite3_errmsg(database));
    size_t capacity = (size_t)sqlite3_column_int64(count, 0);
    sqlite3_finalize(count);
    rows->rows = calloc(capacity + 1, sizeof *rows->rows);
    if (!rows->rows) fail("calloc", "there is no memory");
    sqlite3_stmt *read = database_prepare(database, "SELECT " EVENT_COLUMNS " FROM event ORDER BY seq");
    while ((size_t)rows->count < capacity && sqlite3_step(read) == SQLITE_ROW) {
        struct row *row = &rows->rows[rows->count++];
        row_read(row, read);
        row->id = bytes_kept(row->id.start, row->id.count);
        row->state = bytes_kept(row->state.start, row->state.count);
        row->effects = bytes_kept(row->effects.start, row->effects.count);
        row->chain = bytes_kept(row->chain.start, row->chain.count);
        row->note = bytes_kept(row->note.start, row->note.count);
        row_set_forgotten(row);
    }
    sqlite3_finalize(read);
    sqlite3_close(database);
    return rows;
}

int64_t baseline_count(const baseline_rows *rows) { return rows->count; }

void baseline_unload(baseline_rows *rows) {
    for (int64_t index = 0; index < rows->count; index++) {
        struct row *row = &rows->rows[index];
        const struct bytes all[] = {row->id, row->state, row->effects, row->chain, row->note};
        for (int part = 0; part < 5; part++) free((void *)all[part].start);
    }
    tables_free(&rows->tables);
    free(rows->rows);
    free(rows);
}
