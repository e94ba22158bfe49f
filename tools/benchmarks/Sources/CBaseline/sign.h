// SPDX-License-Identifier: Apache-2.0

// What of the log is signed: its head with each commit, and its checkpoints.

#ifndef SIGN_H
#define SIGN_H

#include <openssl/evp.h>

#include "hash.h"

enum { SIGNATURE = 64 };

struct signer {
    EVP_PKEY *key;
    EVP_MD_CTX *context;
    uint8_t log_id[16];
    /// The name of the log in its checkpoints.
    char origin[64];
    /// The beginning of the key's hash, which stands before each signature of a note.
    uint8_t key_id[4];
};

struct head {
    int64_t size, checkpoint, at, wall;
    uint8_t chain[HASH], root[HASH], keys[HASH], signature[SIGNATURE];
};

/// Takes the key from a file of hexadecimal digits.
void signer_open(struct signer *signer, const char *key_file, const uint8_t log_id[16]);
void signer_close(struct signer *signer);
void signer_head(struct signer *signer, struct buffer *scratch, struct head *head);
/// Leaves the side file's content in `scratch`.
void head_side_file(struct buffer *scratch, const struct head *head);
/// Leaves the note of a checkpoint in `scratch`.
void signer_note(
    struct signer *signer, struct buffer *scratch, int64_t size, const uint8_t root[HASH], int64_t wall,
    int64_t previous);

#endif
