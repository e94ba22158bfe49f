// SPDX-License-Identifier: Apache-2.0

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "baseline.h"
#include "hash.h"

int64_t baseline_read(const char *path) {
    sqlite3 *database = database_open(path, SQLITE_OPEN_READONLY);
    sqlite3_stmt *read = database_prepare(database, "SELECT " EVENT_COLUMNS " FROM event ORDER BY seq");
    struct row row;
    int64_t count = 0, sum = 0;
    while (sqlite3_step(read) == SQLITE_ROW) {
        row_read(&row, read);
        // Looked at, so that the compiler leaves nothing of it out.
        sum += row.seq ^ row.presence ^ row.integers[INTEGERS - 1] ^ row.state.count ^ row.note.count;
        count++;
    }
    sqlite3_finalize(read);
    sqlite3_close(database);
    return sum == INT64_MIN ? -1 : count;
}

int64_t baseline_verify(const char *path) {
    sqlite3 *database = database_open(path, SQLITE_OPEN_READONLY);
    struct tables tables;
    struct buffer scratch = {0};
    struct frontier frontier = {0};
    struct row row;
    uint8_t chain[HASH], leaf[HASH], root[HASH];
    int is_right = 1;
    tables_read(&tables, database);
    memcpy(chain, tables.genesis, HASH);
    sqlite3_stmt *read = database_prepare(database, "SELECT " EVENT_COLUMNS " FROM event ORDER BY seq");
    while (sqlite3_step(read) == SQLITE_ROW) {
        row_read(&row, read);
        hash_leaf(leaf, &scratch, &row, &tables);
        hash_chain(chain, leaf);
        frontier_append(&frontier, leaf);
        is_right &= row.chain.count == HASH && memcmp(row.chain.start, chain, HASH) == 0;
    }
    sqlite3_finalize(read);
    frontier_root(&frontier, root);
    read = database_prepare(database, "SELECT size, chain, root FROM head");
    if (sqlite3_step(read) != SQLITE_ROW) fail(path, "it has no head");
    is_right &= sqlite3_column_int64(read, 0) == frontier.size && !memcmp(sqlite3_column_blob(read, 1), chain, HASH)
        && !memcmp(sqlite3_column_blob(read, 2), root, HASH);
    sqlite3_finalize(read);
    sqlite3_close(database);
    tables_free(&tables);
    free(scratch.bytes);
    return is_right ? frontier.size : -1;
}

int64_t baseline_verify_file(const char *path) {
    sqlite3 *database = database_open(path, SQLITE_OPEN_READONLY);
    sqlite3_stmt *check = database_prepare(database, "PRAGMA integrity_check");
    int is_right = sqlite3_step(check) == SQLITE_ROW && !strcmp((const char *)sqlite3_column_text(check, 0), "ok");
    sqlite3_finalize(check);
    sqlite3_close(database);
    return is_right ? baseline_verify(path) : -1;
}

extern char **environ;

int baseline_run(char *const *arguments) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    pid_t child;
    int status, code = posix_spawn(&child, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (code) fail(arguments[0], strerror(code));
    if (waitpid(child, &status, 0) != child) fail(arguments[0], "it cannot be waited for");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
