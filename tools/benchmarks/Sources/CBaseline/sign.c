// SPDX-License-Identifier: Apache-2.0

#include "sign.h"

#include <inttypes.h>

static void sign(struct signer *signer, uint8_t signature[SIGNATURE], const void *bytes, size_t count) {
    size_t length = SIGNATURE;
    if (EVP_DigestSignInit(signer->context, NULL, NULL, NULL, signer->key) != 1
        || EVP_DigestSign(signer->context, signature, &length, bytes, count) != 1)
        fail("EVP_DigestSign", "it does not sign");
}

void signer_open(struct signer *signer, const char *key_file, const uint8_t log_id[16]) {
    uint8_t key[32], public_key[32], digest[HASH];
    size_t length = sizeof public_key;
    FILE *file = fopen(key_file, "r");
    if (!file) fail(key_file, "it cannot be read");
    for (int index = 0; index < 32; index++)
        if (fscanf(file, "%2hhx", &key[index]) != 1) fail(key_file, "it is no key");
    fclose(file);
    signer->key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, key, sizeof key);
    signer->context = EVP_MD_CTX_new();
    if (!signer->key || !signer->context || !EVP_PKEY_get_raw_public_key(signer->key, public_key, &length))
        fail(key_file, "it is no Ed25519 key");
    memcpy(signer->log_id, log_id, sizeof signer->log_id);
    int end = snprintf(signer->origin, sizeof signer->origin, "ticketpark-auth/");
    for (int index = 0; index < 16; index++) end += snprintf(signer->origin + end, 3, "%02x", log_id[index]);
    struct buffer buffer = {0};
    put_raw(&buffer, signer->origin, strlen(signer->origin));
    put_raw(&buffer, "\n\1", 2);
    put_raw(&buffer, public_key, sizeof public_key);
    hash(digest, buffer.bytes, buffer.count);
    memcpy(signer->key_id, digest, sizeof signer->key_id);
    free(buffer.bytes);
}

void signer_close(struct signer *signer) {
    EVP_MD_CTX_free(signer->context);
    EVP_PKEY_free(signer->key);
}

void signer_head(struct signer *signer, struct buffer *scratch, struct head *head) {
    START(scratch, "head");
    put_raw(scratch, signer->log_id, sizeof signer->log_id);
    put_i64(scratch, head->size);
    put_counted(scratch, head->chain, HASH);
    put_counted(scratch, head->root, HASH);
    put_i64(scratch, head->checkpoint);
    put_i64(scratch, head->at);
    put_i64(scratch, head->wall);
    put_counted(scratch, head->keys, HASH);
    put_i64(scratch, 1);
    put_byte(scratch, 0);
    sign(signer, head->signature, scratch->bytes, scratch->count);
}

void head_side_file(struct buffer *scratch, const struct head *head) {
    scratch->count = 0;
    put_i64(scratch, head->size);
    put_raw(scratch, head->chain, HASH);
    put_raw(scratch, head->root, HASH);
    put_i64(scratch, head->checkpoint);
    put_i64(scratch, head->at);
    put_i64(scratch, head->wall);
    put_raw(scratch, head->keys, HASH);
    put_i64(scratch, 1);
    put_raw(scratch, head->signature, SIGNATURE);
}

void signer_note(
    struct signer *signer, struct buffer *scratch, int64_t size, const uint8_t root[HASH], int64_t wall,
    int64_t previous) {
    char text[1024];
    unsigned char encoded[128];
    uint8_t signature[4 + SIGNATURE];
    EVP_EncodeBlock(encoded, root, HASH);
    int count = snprintf(
        text, sizeof text, "%s\n%" PRId64 "\n%s\nwall %" PRId64 "\nprevious %" PRId64 "\n", signer->origin, size,
        (const char *)encoded, wall, previous);
    memcpy(signature, signer->key_id, 4);
    sign(signer, signature + 4, text, (size_t)count);
    EVP_EncodeBlock(encoded, signature, sizeof signature);
    count += snprintf(
        text + count, sizeof text - (size_t)count, "\n\xe2\x80\x94 %s %s\n", signer->origin, (const char *)encoded);
    scratch->count = 0;
    put_raw(scratch, text, (size_t)count);
}
