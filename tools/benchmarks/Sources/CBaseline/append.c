// SPDX-License-Identifier: Apache-2.0

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include "baseline.h"
#include "hash.h"
#include "sign.h"

struct baseline_log {
    const baseline_rows *rows;
    /// The next row that is to be written.
    int64_t next;
    /// How many of the small tables' rows are written.
    int64_t sessions, policies, writers;
    sqlite3 *database;
    sqlite3_stmt *begin, *commit, *insert, *session, *policy, *writer, *forget, *checkpoint, *head;
    struct signer signer;
    struct buffer scratch;
    struct frontier frontier;
    uint8_t chain[HASH], keys[HASH];
    int64_t last_checkpoint, checkpoint_wall;
    int wal_pages, copied_pages;
    int lock, side;
    uint64_t *counter;
};

static int count_pages(void *log, sqlite3 *database, const char *name, int pages) {
    (void)database, (void)name;
    ((baseline_log *)log)->wal_pages = pages;
    return SQLITE_OK;
}

static int file_open(const char *path, const char *suffix) {
    char name[4096];
    snprintf(name, sizeof name, "%s%s", path, suffix);
    int file = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) fail(name, strerror(errno));
    return file;
}

baseline_log *baseline_open(const char *path, const char *signing_key, const baseline_rows *rows) {
    baseline_log *log = calloc(1, sizeof *log);
    if (!log) fail("calloc", "there is no memory");
    log->rows = rows;
    log->database = database_open(path, SQLITE_OPEN_READWRITE);
    sqlite3_db_config(log->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(log->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(log->database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    database_execute(
        log->database,
        "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "PRAGMA wal_autocheckpoint = 0; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;"
        "PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; PRAGMA fullfsync = ON;"
        "PRAGMA checkpoint_fullfsync = ON;");
    sqlite3_wal_hook(log->database, count_pages, log);
    log->begin = database_prepare(log->database, "BEGIN IMMEDIATE");
    log->commit = database_prepare(log->database, "COMMIT");
    log->insert = database_prepare(
        log->database, "INSERT INTO event (" EVENT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                       "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    log->session = database_prepare(
        log->database, "INSERT INTO session (label, seed, created_us) VALUES (?, ?, ?)");
    log->policy = database_prepare(log->database, "INSERT INTO policy (content) VALUES (?)");
    log->writer = database_prepare(
        log->database, "INSERT INTO writer (process, pid, program, started_us) VALUES (?, ?, ?, ?)");
    log->forget = database_prepare(log->database, "DELETE FROM vault WHERE session = ? AND ref = ?");
    log->checkpoint = database_prepare(
        log->database, "INSERT INTO checkpoint (size, frontier, note) VALUES (?, ?, ?)");
    log->head = database_prepare(
        log->database, "INSERT OR REPLACE INTO head (id, size, chain, root, checkpoint, at_ms, wall_us, keys, key, "
                       "is_archive, signature, frontier) VALUES (1, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?, ?)");
    memcpy(log->chain, rows->tables.genesis, HASH);
    log->checkpoint_wall = rows->tables.created;
    sqlite3_stmt *keys = database_prepare(log->database, "SELECT keys, size FROM head");
    if (sqlite3_step(keys) != SQLITE_ROW || sqlite3_column_int64(keys, 1)) fail(path, "it is no empty log");
    memcpy(log->keys, sqlite3_column_blob(keys, 0), HASH);
    sqlite3_finalize(keys);
    signer_open(&log->signer, signing_key, rows->tables.log_id);
    log->lock = file_open(path, ".lock");
    log->side = file_open(path, ".head");
    log->counter = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, log->lock, 0);
    if (log->counter == MAP_FAILED) fail("mmap", strerror(errno));
    return log;
}

/// Runs a statement once, and makes it ready to be used again.
static void run(baseline_log *log, sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_sql(statement), sqlite3_errmsg(log->database));
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

static void bind_bytes(sqlite3_stmt *statement, int index, struct bytes bytes) {
    if (bytes.count) sqlite3_bind_blob(statement, index, bytes.start, bytes.count, SQLITE_STATIC);
    else sqlite3_bind_zeroblob(statement, index, 0);
}

static void bind_text(sqlite3_stmt *statement, int index, struct bytes bytes) {
    sqlite3_bind_text(statement, index, (const char *)bytes.start, bytes.count, SQLITE_STATIC);
}

/// Writes the rows that an event is the first to refer to.
static void write_referred(baseline_log *log, const struct row *row) {
    const struct tables *tables = &log->rows->tables;
    for (; log->writers < row_writer(row); log->writers++) {
        const struct referred *writer = &tables->writers.rows[log->writers];
        bind_bytes(log->writer, 1, writer->first);
        sqlite3_bind_int64(log->writer, 2, writer->numbers[0]);
        bind_text(log->writer, 3, writer->second);
        sqlite3_bind_int64(log->writer, 4, writer->numbers[1]);
        run(log, log->writer);
    }
    for (; log->policies < row_policy(row); log->policies++) {
        bind_bytes(log->policy, 1, tables->policies.rows[log->policies].first);
        run(log, log->policy);
    }
    for (; log->sessions < row_session(row); log->sessions++) {
        const struct referred *session = &tables->sessions.rows[log->sessions];
        bind_text(log->session, 1, session->first);
        sqlite3_bind_int64(log->session, 2, session->numbers[0]);
        sqlite3_bind_int64(log->session, 3, session->numbers[1]);
        run(log, log->session);
    }
}

static void write_checkpoint(baseline_log *log, int64_t wall) {
    uint8_t root[HASH];
    frontier_root(&log->frontier, root);
    signer_note(&log->signer, &log->scratch, log->frontier.size, root, wall, log->last_checkpoint);
    sqlite3_bind_int64(log->checkpoint, 1, log->frontier.size);
    sqlite3_bind_blob(log->checkpoint, 2, log->frontier.nodes, log->frontier.count * HASH, SQLITE_STATIC);
    bind_text(log->checkpoint, 3, (struct bytes){log->scratch.bytes, (int)log->scratch.count});
    run(log, log->checkpoint);
    log->last_checkpoint = log->frontier.size;
    log->checkpoint_wall = wall;
}

static void write_event(baseline_log *log, const struct row *row) {
    uint8_t leaf[HASH];
    write_referred(log, row);
    hash_leaf(leaf, &log->scratch, row, &log->rows->tables);
    hash_chain(log->chain, leaf);
    sqlite3_stmt *insert = log->insert;
    sqlite3_bind_int64(insert, 1, row->seq);
    bind_bytes(insert, 2, row->id);
    for (int index = 0; index < INTEGERS; index++) sqlite3_bind_int64(insert, 3 + index, row->integers[index]);
    bind_bytes(insert, 14, row->state);
    bind_bytes(insert, 15, row->effects);
    sqlite3_bind_blob(insert, 16, log->chain, HASH, SQLITE_STATIC);
    if (row->has_note) bind_text(insert, 17, row->note);
    else sqlite3_bind_null(insert, 17);
    for (int index = 0; index < OPTIONALS; index++) {
        if (row->presence >> (OPTIONALS - 1 - index) & 1) sqlite3_bind_int64(insert, 18 + index, row->optionals[index]);
        else sqlite3_bind_null(insert, 18 + index);
    }
    run(log, insert);
    frontier_append(&log->frontier, leaf);
    if (row->seq - log->last_checkpoint >= log->rows->tables.checkpoint_events) write_checkpoint(log, row_wall(row));
    for (int index = 0; index < row->forgotten_count; index++) {
        sqlite3_bind_int64(log->forget, 1, row_session(row));
        sqlite3_bind_int64(log->forget, 2, row->forgotten[index]);
        run(log, log->forget);
    }
}

/// Signs the head, replaces it, commits, and does what follows a commit.
static void finish(baseline_log *log, const struct row *last) {
    int64_t wall = row_wall(last);
    if (log->frontier.size > log->last_checkpoint && wall - log->checkpoint_wall >= log->rows->tables.checkpoint_span)
        write_checkpoint(log, wall);
    struct head head = {.size = log->frontier.size, .checkpoint = log->last_checkpoint, .at = row_at(last), .wall = wall};
    memcpy(head.chain, log->chain, HASH);
    memcpy(head.keys, log->keys, HASH);
    frontier_root(&log->frontier, head.root);
    signer_head(&log->signer, &log->scratch, &head);
    sqlite3_bind_int64(log->head, 1, head.size);
    sqlite3_bind_blob(log->head, 2, head.chain, HASH, SQLITE_STATIC);
    sqlite3_bind_blob(log->head, 3, head.root, HASH, SQLITE_STATIC);
    sqlite3_bind_int64(log->head, 4, head.checkpoint);
    sqlite3_bind_int64(log->head, 5, head.at);
    sqlite3_bind_int64(log->head, 6, head.wall);
    sqlite3_bind_blob(log->head, 7, head.keys, HASH, SQLITE_STATIC);
    sqlite3_bind_blob(log->head, 8, head.signature, sizeof head.signature, SQLITE_STATIC);
    sqlite3_bind_blob(log->head, 9, log->frontier.nodes, log->frontier.count * HASH, SQLITE_STATIC);
    run(log, log->head);
    run(log, log->commit);
    head_side_file(&log->scratch, &head);
    if (pwrite(log->side, log->scratch.bytes, log->scratch.count, 0) != (ssize_t)log->scratch.count)
        fail("the side file", strerror(errno));
    __atomic_add_fetch(log->counter + 8, 1, __ATOMIC_RELEASE);
    if (log->wal_pages < log->copied_pages) log->copied_pages = 0;
    if (log->wal_pages - log->copied_pages >= 1000) {
        log->copied_pages = log->wal_pages;
        sqlite3_wal_checkpoint_v2(log->database, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    }
}

void baseline_append(baseline_log *log, int64_t count, int64_t per_commit) {
    int64_t end = log->next + count;
    if (end > log->rows->count) fail("append", "there are not that many rows");
    while (log->next < end) {
        int64_t stop = log->next + per_commit < end ? log->next + per_commit : end;
        if (flock(log->lock, LOCK_EX | LOCK_NB)) fail("flock", strerror(errno));
        run(log, log->begin);
        while (log->next < stop) write_event(log, &log->rows->rows[log->next++]);
        finish(log, &log->rows->rows[stop - 1]);
        flock(log->lock, LOCK_UN);
    }
}

void baseline_close(baseline_log *log) {
    sqlite3_stmt *all[] = {log->begin,  log->commit, log->insert,     log->session, log->policy,
                           log->writer, log->forget, log->checkpoint, log->head};
    for (size_t index = 0; index < sizeof all / sizeof *all; index++) sqlite3_finalize(all[index]);
    sqlite3_wal_checkpoint_v2(log->database, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    sqlite3_close(log->database);
    munmap(log->counter, 4096);
    close(log->lock);
    close(log->side);
    signer_close(&log->signer);
    free(log->scratch.bytes);
    free(log);
}
