// SPDX-License-Identifier: Apache-2.0

#include <unistd.h>

#include "baseline.h"
#include "hash.h"

_Noreturn void fail(const char *what, const char *why) {
    fprintf(stderr, "CBaseline: %s: %s\n", what, why);
    exit(70);
}

sqlite3 *database_open(const char *path, int flags) {
    sqlite3 *database;
    if (sqlite3_open_v2(path, &database, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        fail(path, sqlite3_errmsg(database));
    return database;
}

sqlite3_stmt *database_prepare(sqlite3 *database, const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        fail(sql, sqlite3_errmsg(database));
    return statement;
}

void database_execute(sqlite3 *database, const char *sql) {
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) fail(sql, sqlite3_errmsg(database));
}

struct bytes bytes_kept(const void *start, int count) {
    uint8_t *copy = malloc((size_t)count + 1);
    if (!copy) fail("malloc", "there is no memory");
    if (count) memcpy(copy, start, (size_t)count);
    return (struct bytes){copy, count};
}

static struct bytes column_kept(sqlite3_stmt *statement, int column) {
    const void *start = sqlite3_column_blob(statement, column);
    return bytes_kept(start, sqlite3_column_bytes(statement, column));
}

/// The next row of a small table, which has no gaps.
static struct referred *table_grow(struct table *table, int64_t id) {
    if (id != table->count + 1) fail("a small table", "it has gaps");
    table->rows = realloc(table->rows, (size_t)id * sizeof *table->rows);
    if (!table->rows) fail("realloc", "there is no memory");
    struct referred *row = &table->rows[table->count++];
    memset(row, 0, sizeof *row);
    row->id = id;
    return row;
}

void tables_read(struct tables *tables, sqlite3 *database) {
    struct buffer buffer = {0};
    memset(tables, 0, sizeof *tables);
    sqlite3_stmt *read = database_prepare(
        database, "SELECT log_id, genesis, created_us, checkpoint_events, checkpoint_us FROM meta");
    if (sqlite3_step(read) != SQLITE_ROW) fail("meta", "it is empty");
    memcpy(tables->log_id, sqlite3_column_blob(read, 0), sizeof tables->log_id);
    memcpy(tables->genesis, sqlite3_column_blob(read, 1), HASH);
    tables->created = sqlite3_column_int64(read, 2);
    tables->checkpoint_events = sqlite3_column_int64(read, 3);
    tables->checkpoint_span = sqlite3_column_int64(read, 4);
    sqlite3_finalize(read);

    read = database_prepare(database, "SELECT id, label, seed, created_us FROM session ORDER BY id");
    while (sqlite3_step(read) == SQLITE_ROW) {
        struct referred *row = table_grow(&tables->sessions, sqlite3_column_int64(read, 0));
        row->first = column_kept(read, 1);
        row->numbers[0] = sqlite3_column_int64(read, 2);
        row->numbers[1] = sqlite3_column_int64(read, 3);
        START(&buffer, "session");
        put_i64(&buffer, row->id);
        put_counted(&buffer, row->first.start, (size_t)row->first.count);
        put_i64(&buffer, row->numbers[0]);
        put_i64(&buffer, row->numbers[1]);
        hash(row->digest, buffer.bytes, buffer.count);
    }
    sqlite3_finalize(read);

    read = database_prepare(database, "SELECT id, content FROM policy ORDER BY id");
    while (sqlite3_step(read) == SQLITE_ROW) {
        struct referred *row = table_grow(&tables->policies, sqlite3_column_int64(read, 0));
        row->first = column_kept(read, 1);
        START(&buffer, "policy");
        put_i64(&buffer, row->id);
        put_counted(&buffer, row->first.start, (size_t)row->first.count);
        hash(row->digest, buffer.bytes, buffer.count);
    }
    sqlite3_finalize(read);

    read = database_prepare(database, "SELECT id, process, pid, program, started_us FROM writer ORDER BY id");
    while (sqlite3_step(read) == SQLITE_ROW) {
        struct referred *row = table_grow(&tables->writers, sqlite3_column_int64(read, 0));
        row->first = column_kept(read, 1);
        row->numbers[0] = sqlite3_column_int64(read, 2);
        row->second = column_kept(read, 3);
        row->numbers[1] = sqlite3_column_int64(read, 4);
        START(&buffer, "writer");
        put_i64(&buffer, row->id);
        put_counted(&buffer, row->first.start, (size_t)row->first.count);
        put_i64(&buffer, row->numbers[0]);
        put_counted(&buffer, row->second.start, (size_t)row->second.count);
        put_i64(&buffer, row->numbers[1]);
        hash(row->digest, buffer.bytes, buffer.count);
    }
    sqlite3_finalize(read);
    free(buffer.bytes);
}

static void table_free(struct table *table) {
    for (int64_t index = 0; index < table->count; index++) {
        free((void *)table->rows[index].first.start);
        free((void *)table->rows[index].second.start);
    }
    free(table->rows);
}

void tables_free(struct tables *tables) {
    table_free(&tables->sessions);
    table_free(&tables->policies);
    table_free(&tables->writers);
}
