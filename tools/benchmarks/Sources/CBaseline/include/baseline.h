// SPDX-License-Identifier: Apache-2.0

// What the audit log is measured against: a plain C loop over libsqlite3 and OpenSSL's libcrypto that leaves the same
// bytes on the disk, and one that reads and hashes them. Whatever fails ends the process with a line that says what.

#ifndef BASELINE_H
#define BASELINE_H

#include <stdint.h>

/// The rows of a log, in memory.
typedef struct baseline_rows baseline_rows;

/// Reads the rows of the log at `path`: what is to be written, so that the loop makes up nothing.
baseline_rows *_Nonnull baseline_load(const char *_Nonnull path);

/// How many events there are.
int64_t baseline_count(const baseline_rows *_Nonnull rows);

void baseline_unload(baseline_rows *_Nonnull rows);

/// A log that is written.
typedef struct baseline_log baseline_log;

/// Opens the empty log at `path`, which was made with the same id and the same keys as the one with the rows.
///
/// - signing_key: The file with the signing key in hexadecimal digits.
baseline_log *_Nonnull baseline_open(
    const char *_Nonnull path, const char *_Nonnull signing_key, const baseline_rows *_Nonnull rows);

/// Appends the next `count` rows, `per_commit` of them in each transaction: leaf, chain, tree, all columns bound, the
/// tokens forgotten, the checkpoint where one is due, the head signed and replaced; then commit, side file, counter
/// and the WAL, all of it under the log's lock.
void baseline_append(baseline_log *_Nonnull log, int64_t count, int64_t per_commit);

void baseline_close(baseline_log *_Nonnull log);

/// Reads all columns of all events. Returns how many there are.
int64_t baseline_read(const char *_Nonnull path);

/// Reads all columns of all events, and computes leaf, chain and tree. Returns how many there are; -1 where the chain
/// or the root is not the one in the head.
int64_t baseline_verify(const char *_Nonnull path);

/// The same, after SQLite's own check of the file. -1 where that finds anything.
int64_t baseline_verify_file(const char *_Nonnull path);

/// Runs a program with its output thrown away. Returns its exit code; -1 where it did not end by itself.
int baseline_run(char *_Nullable const *_Nonnull arguments);

#endif
