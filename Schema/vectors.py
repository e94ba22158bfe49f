#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Computes vectors.json, the bytes of the worked example of README.md, with the functions of verify.py.

    vectors.py                          writes vectors.json
    vectors.py --check                  says where vectors.json is another; exit code 2 where it is
"""

import base64, json, pathlib, struct, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from verify import (COLUMNS, Note, chain_after, counted, derived, digest, genesis_bytes, head_bytes, i64, key_bytes,
                    keyed, keys_bytes, leaf_bytes, policy_digest, seal_data, session_digest, tag, token_ref, u32, u64,
                    vault_check, writer_digest)

FILE = pathlib.Path(__file__).with_name("vectors.json")
ACCESS, REFRESH = b"example-access-token", b"example-refresh-token"
REQUESTED_MS, AT_MS, WALL_US = 1_699_999_999_800, 1_700_000_000_000, 1_700_000_000_000_000
RENEWAL_MS = 461_864


def run(first, count): return bytes(range(first, first + count))
def public(key): return key.public_key().public_bytes_raw()


def default_policy():
    return bytes([1, 1]) + i64(750, 50, 5_000, 100, 60_000, 1_000, 60_000) + u32(5) + i64(3_600_000) + u32(2) + i64(
        14 * 86_400_000, 500, 600_000, 365 * 86_400_000, 30_000, 900_000, 60_000)


def valid_state(seed, attempt, access_ref, refresh_ref):
    """*valid* with a renewal that is due, byte by byte as README.md lists it."""
    return (b"\3" + u64(seed) + u64(attempt) + u64(access_ref) + i64(REQUESTED_MS, REQUESTED_MS + 595_000) + u32(0)
            + b"\1" + i64(REQUESTED_MS + RENEWAL_MS) + u64(refresh_ref) + i64(REQUESTED_MS) + b"\0")


def vectors():
    vault_key, signing_key, log_id = run(0x00, 32), Ed25519PrivateKey.from_private_bytes(run(0x20, 32)), run(0x40, 16)
    fingerprint_key, sealing_key = derived(vault_key, b"fingerprint"), derived(vault_key, b"seal")
    meta = {"log_id": log_id, "format": 0, "created_us": WALL_US, "durability": 1, "checkpoint_events": 1_000,
            "checkpoint_us": 60_000_000}
    keys = [{"id": 1, "purpose": 1, "value": public(signing_key), "from_seq": 1},
            {"id": 2, "purpose": 2, "value": vault_check(fingerprint_key), "from_seq": 1}]
    session = {"id": 1, "label": b"box-office", "seed": 42, "created_us": WALL_US}
    policy = {"id": 1, "content": default_policy()}
    writer = {"id": 1, "process": run(0x50, 16), "pid": 4711, "program": b"box-office", "started_us": WALL_US}

    access_ref, refresh_ref = token_ref(fingerprint_key, ACCESS), token_ref(fingerprint_key, REFRESH)
    event = dict.fromkeys(name for name, _, _ in COLUMNS["event"]) | {
        "seq": 1, "session": 1, "version": 1, "policy": 1, "at_ms": AT_MS, "wall_us": WALL_US, "writer": 1, "kind": 2,
        "from_state": 1, "to_state": 3, "disposition": 0, "reducer": 1, "access_ref": access_ref,
        "refresh_ref": refresh_ref, "requested_ms": REQUESTED_MS, "lifetime_ms": 600_000,
        # UUID version 7: 48 bits of milliseconds, then the random bytes with version and variant over them.
        "id": struct.pack(">Q", AT_MS)[2:] + bytes([0x70, 0x81, 0x82]) + run(0x83, 7),
        "state": valid_state(42, 1, access_ref, refresh_ref),
        # send: none; wake at the renewal; settle with the token; nothing to forget.
        "effects": b"\0" + b"\1\1" + i64(REQUESTED_MS + RENEWAL_MS) + b"\1\1" + u64(access_ref) + b"\0"}

    digests = session_digest(session), policy_digest(policy), writer_digest(writer)
    genesis = digest(genesis_bytes(meta, keys[0]["value"]))
    covered = b"\0" + leaf_bytes(log_id, *digests, event)
    leaf = digest(covered)
    chain = chain_after(genesis, leaf)
    head = {"size": 1, "chain": chain, "root": leaf, "checkpoint": 0, "at_ms": AT_MS, "wall_us": WALL_US,
            "keys": digest(keys_bytes(keys)), "key": 1, "is_archive": 0}
    head_signature = signing_key.sign(head_bytes(log_id, head))
    side_file = (i64(1) + chain + leaf + i64(0, AT_MS, WALL_US) + head["keys"] + i64(1) + head_signature)

    name = "ticketpark-auth/" + log_id.hex()
    text = "%s\n1\n%s\nwall %d\nprevious 0\n" % (name, base64.b64encode(leaf).decode(), WALL_US)
    mark = digest(name.encode() + b"\n\1" + keys[0]["value"])[:4] + signing_key.sign(text.encode())
    note = ("%s\n— %s %s\n" % (text, name, base64.b64encode(mark).decode())).encode()
    if not Note(note).is_by(keys[0]["value"]):
        raise ValueError("the checkpoint of the example does not verify")

    def sealed(token, kind, nonce):
        row = {"session": 1, "ref": token_ref(fingerprint_key, token), "kind": kind}
        return nonce + AESGCM(sealing_key).encrypt(nonce, token, seal_data(log_id, row))

    return {name: value.hex() for name, value in {
        "vaultKey": vault_key, "signingKey": run(0x20, 32), "publicKey": keys[0]["value"],
        "vaultKeyCheck": keys[1]["value"], "logID": log_id, "process": writer["process"], "eventID": event["id"],
        "genesisBytes": genesis_bytes(meta, keys[0]["value"]), "genesis": genesis,
        "keysBytes": keys_bytes(keys), "keys": head["keys"],
        "keySignature1": signing_key.sign(key_bytes(log_id, keys[0])),
        "keySignature2": signing_key.sign(key_bytes(log_id, keys[1])),
        "session": digests[0], "policyContent": policy["content"], "policy": digests[1], "writer": digests[2],
        "accessRef": u64(access_ref), "refreshRef": u64(refresh_ref),
        "state": event["state"], "effects": event["effects"],
        "leafBytes": covered, "leaf": leaf, "chain": chain,
        "headBytes": head_bytes(log_id, head), "headSignature": head_signature, "sideFile": side_file,
        "checkpointNote": note, "sealedAccessToken": sealed(ACCESS, 1, run(0x60, 12)),
        "sealedRefreshToken": sealed(REFRESH, 2, run(0x70, 12))}.items()}


def main():
    text = json.dumps(vectors(), indent=2) + "\n"
    if sys.argv[1:] == ["--check"]:
        known = json.loads(FILE.read_text())
        wrong = [name for name, value in json.loads(text).items() if known.get(name) != value]
        for name in wrong:
            print("vectors.json: %s is not what README.md says" % name)
        if not wrong and FILE.read_text() != text:
            print("vectors.json: it has other fields, or the same in another order")
        return 2 if FILE.read_text() != text else 0
    if sys.argv[1:]:
        print(__doc__, file=sys.stderr)
        return 64
    FILE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
