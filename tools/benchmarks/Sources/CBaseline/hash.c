// SPDX-License-Identifier: Apache-2.0

#include "hash.h"

#include <openssl/evp.h>

void hash(uint8_t out[HASH], const void *bytes, size_t count) {
    // Fetched once: looking an algorithm up by its name costs as much as hashing with it.
    static EVP_MD *sha256;
    static EVP_MD_CTX *context;
    if (!context) {
        sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
        context = EVP_MD_CTX_new();
        if (!sha256 || !context || !EVP_DigestInit_ex2(context, sha256, NULL)) fail("EVP_MD_fetch", "no SHA-256");
    }
    if (!EVP_DigestInit_ex2(context, NULL, NULL) || !EVP_DigestUpdate(context, bytes, count)
        || !EVP_DigestFinal_ex(context, out, NULL))
        fail("EVP_Digest", "it does not hash");
}

void hash_leaf(uint8_t out[HASH], struct buffer *scratch, const struct row *row, const struct tables *tables) {
    static const uint8_t no_session[HASH];
    int64_t session = row_session(row), policy = row_policy(row), writer = row_writer(row);
    if (session > tables->sessions.count || policy < 1 || policy > tables->policies.count || writer < 1
        || writer > tables->writers.count)
        fail("event", "it refers to a row that is not there");
    scratch->count = 0;
    put_byte(scratch, 0);
    put_raw(scratch, "ticketpark-auth/event/v0", sizeof "ticketpark-auth/event/v0");
    put_raw(scratch, tables->log_id, sizeof tables->log_id);
    put_raw(scratch, session ? tables->sessions.rows[session - 1].digest : no_session, HASH);
    put_raw(scratch, tables->policies.rows[policy - 1].digest, HASH);
    put_raw(scratch, tables->writers.rows[writer - 1].digest, HASH);
    put_i64(scratch, row->seq);
    put_counted(scratch, row->id.start, (size_t)row->id.count);
    for (int index = 0; index < INTEGERS; index++) put_i64(scratch, row->integers[index]);
    put_counted(scratch, row->state.start, (size_t)row->state.count);
    put_counted(scratch, row->effects.start, (size_t)row->effects.count);
    put_u32(scratch, (uint32_t)row->has_note << OPTIONALS | row->presence);
    for (int index = 0; index < OPTIONALS; index++)
        if (row->presence >> (OPTIONALS - 1 - index) & 1) put_i64(scratch, row->optionals[index]);
    if (row->has_note) put_counted(scratch, row->note.start, (size_t)row->note.count);
    hash(out, scratch->bytes, scratch->count);
}

void hash_chain(uint8_t chain[HASH], const uint8_t leaf[HASH]) {
    static const char tag[] = "ticketpark-auth/chain/v0";
    uint8_t bytes[sizeof tag + 2 * HASH];
    memcpy(bytes, tag, sizeof tag);
    memcpy(bytes + sizeof tag, chain, HASH);
    memcpy(bytes + sizeof tag + HASH, leaf, HASH);
    hash(chain, bytes, sizeof bytes);
}

static void hash_node(uint8_t out[HASH], const uint8_t left[HASH], const uint8_t right[HASH]) {
    uint8_t bytes[1 + 2 * HASH];
    bytes[0] = 1;
    memcpy(bytes + 1, left, HASH);
    memcpy(bytes + 1 + HASH, right, HASH);
    hash(out, bytes, sizeof bytes);
}

void frontier_append(struct frontier *frontier, const uint8_t leaf[HASH]) {
    memcpy(frontier->nodes[frontier->count++], leaf, HASH);
    for (int64_t size = frontier->size++; size & 1; size >>= 1) {
        uint8_t *left = frontier->nodes[frontier->count - 2];
        hash_node(left, left, frontier->nodes[frontier->count - 1]);
        frontier->count--;
    }
}

void frontier_root(const struct frontier *frontier, uint8_t root[HASH]) {
    if (!frontier->count) {
        hash(root, "", 0);
        return;
    }
    memcpy(root, frontier->nodes[frontier->count - 1], HASH);
    for (int index = frontier->count - 2; index >= 0; index--) hash_node(root, frontier->nodes[index], root);
}
