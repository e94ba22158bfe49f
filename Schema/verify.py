#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Verifies logs of ticketpark-auth. Written from README.md and log.sql beside it alone, with nothing of the package.

    verify.py LOG…                  each log and its side file
    verify.py --json -              the logs that standard input names, one a line, each with the file of its vault key
                                    behind a tab; one line of JSON for each
    verify.py --proof FILE [LOG]    a .tlog-proof, by the keys of a log or by --public-key

It opens logs to read them, in place. Exit codes: 0 in order; 2 findings, or not readable as a log; 4 no findings, and
something that could not be verified; 64 usage.
"""

import argparse, base64, hashlib, hmac, json, pathlib, re, sqlite3, struct, sys
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SIGNING, VAULT, KEY_ROTATED, LOG_ARCHIVED, NAMING_KEY = 1, 2, 101, 104, 3
SCHEMA = pathlib.Path(__file__).with_name("log.sql").read_text()
# The columns of an event that the leaf covers as plain integers, and those that may be NULL, with `note` first.
FIXED = "seq session version policy at_ms wall_us writer kind from_state to_state disposition reducer".split()
OPTIONAL = ("cause attempt try access_ref refresh_ref spent_ref requested_ms lifetime_ms denial fault status reached "
            "retry_after_ms burn failure subject amount_ms").split()


# The bytes that are hashed and signed.

def tag(name): return b"ticketpark-auth/%s/v0\0" % name.encode()
def u32(number): return struct.pack(">I", number)
def u64(number): return struct.pack(">Q", number & (1 << 64) - 1)
def i64(*numbers): return struct.pack(">%dq" % len(numbers), *numbers)
def counted(data): return u32(len(data)) + data
def digest(*parts): return hashlib.sha256(b"".join(parts)).digest()


def genesis_bytes(meta, first_key):
    return (tag("genesis") + meta["log_id"] + u32(meta["format"]) + i64(meta["created_us"], meta["durability"])
            + i64(meta["checkpoint_events"], meta["checkpoint_us"]) + first_key)


def key_content(key):
    return i64(key["id"], key["purpose"]) + counted(key["value"]) + i64(key["from_seq"])


def keys_bytes(keys): return tag("keys") + b"".join(map(key_content, keys))
def key_bytes(log_id, key): return tag("key") + log_id + key_content(key)


def session_digest(row):
    return digest(tag("session"), i64(row["id"]), counted(row["label"]), i64(row["seed"], row["created_us"]))


def policy_digest(row): return digest(tag("policy"), i64(row["id"]), counted(row["content"]))


def writer_digest(row):
    return digest(tag("writer"), i64(row["id"]), counted(row["process"]), i64(row["pid"]), counted(row["program"]),
                  i64(row["started_us"]))


def leaf_bytes(log_id, session, policy, writer, event):
    """What the leaf is the hash of, without the zero byte in front; session, policy and writer are digests."""
    present = [name for name in OPTIONAL if event[name] is not None]
    presence = sum(1 << 16 - OPTIONAL.index(name) for name in present) | (event["note"] is not None) << 17
    return b"".join([
        tag("event"), log_id, session, policy, writer, i64(event["seq"]), counted(event["id"]),
        i64(*(event[name] for name in FIXED[1:])), counted(event["state"]), counted(event["effects"]),
        u32(presence), i64(*(event[name] for name in present)),
        counted(event["note"]) if event["note"] is not None else b""])


def chain_after(chain, leaf): return digest(tag("chain"), chain, leaf)


def head_bytes(log_id, head):
    return (tag("head") + log_id + i64(head["size"]) + counted(head["chain"]) + counted(head["root"])
            + i64(head["checkpoint"], head["at_ms"], head["wall_us"]) + counted(head["keys"]) + i64(head["key"])
            + bytes([head["is_archive"] & 0xFF]))


def base_digest(base, rows, sessions, policies):
    """`rows` of base_session by session; `sessions` and `policies` are digests by id."""
    return digest(tag("base"), i64(base["size"]), counted(base["chain"]), counted(base["frontier"]),
                  i64(base["at_ms"], base["wall_us"]), *(
                      sessions[row["session"]] + policies[row["policy"]]
                      + i64(row["session"], row["seq"], row["version"], row["at_ms"], row["wall_us"], row["policy"],
                            row["reducer"]) + counted(row["state"]) for row in rows))


def is_signed(public_key, signature, text):
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
        return True
    except (InvalidSignature, ValueError):
        return False


# The tree of RFC 6962.

def node(left, right): return digest(b"\1", left, right)


class Tree:
    """The perfect subtrees of a tree that leaves are added to, the largest first."""

    def __init__(self, size=0, frontier=b""):
        self.size, self.roots = size, [frontier[at:at + 32] for at in range(0, len(frontier), 32)]
        if len(frontier) != 32 * size.bit_count():
            raise ValueError("the frontier has the wrong length")

    def add(self, leaf):
        full = self.size
        while full & 1:
            leaf, full = node(self.roots.pop(), leaf), full >> 1
        self.roots.append(leaf)
        self.size += 1

    @property
    def frontier(self): return b"".join(self.roots)

    @property
    def root(self):
        root = self.roots[-1] if self.roots else digest(b"")
        for left in reversed(self.roots[:-1]):
            root = node(left, root)
        return root


def root_of_proof(leaf, index, size, path):
    """The root to which a path leads from a leaf up, as in RFC 9162, section 2.1.3.2; None where it leads nowhere."""
    last, root = size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            root = node(sibling, root)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            root = node(root, sibling)
        index, last = index >> 1, last >> 1
    return root if last == 0 else None


# Checkpoints.

NOTE = re.compile(r"((ticketpark-auth/[0-9a-f]{32})\n([1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n"
                  r"wall (0|[1-9][0-9]{0,18})\nprevious (0|[1-9][0-9]{0,18})\n)\n((?:— \S+ [A-Za-z0-9+/]+={0,2}\n)+)")


class Note:
    """A checkpoint as text says it. Every text that is not exactly one is a ValueError."""

    def __init__(self, text):
        match = NOTE.fullmatch(text.decode())
        if not match:
            raise ValueError("it is not a checkpoint")
        self.text, self.name, self.size, self.root = match[1].encode(), match[2], int(match[3]), decoded(match[4])
        self.wall_us, self.previous = int(match[5]), int(match[6])
        self.signatures = [(name, decoded(mark)) for _, name, mark in map(str.split, match[7].splitlines())]

    def is_by(self, public_key):
        key_id = digest(self.name.encode(), b"\n\1", public_key)[:4]
        return any(name == self.name and mark[:4] == key_id and is_signed(public_key, mark[4:], self.text)
                   for name, mark in self.signatures)


def decoded(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("its Base64 is not canonical")
    return data


# The vault.

def derived(vault_key, info):
    return HKDF(hashes.SHA256(), 32, None, info).derive(vault_key)


def keyed(fingerprint_key, data): return hmac.digest(fingerprint_key, data, "sha256")
def vault_check(fingerprint_key): return keyed(fingerprint_key, tag("vault-key-check"))
def token_ref(fingerprint_key, token): return int.from_bytes(keyed(fingerprint_key, token)[:8], "big", signed=True)


def seal_data(log_id, row):
    return tag("seal") + log_id + i64(row["session"]) + u64(row["ref"]) + bytes([row["kind"] & 0xFF])


def held_tokens(state):
    """The kinds and refs of the tokens that a state holds, from its canonical form; none where it is malformed."""
    def token(kind, at): return kind, int.from_bytes(state[at:at + 8], "big", signed=True)
    try:
        if state[0] == 3:
            return {token(1, 17)} | ({token(2, {1: 54, 2: 47}[state[45]])} if state[45] in (1, 2) else set())
        if state[0] == 4:
            return {token(2, 17)}
        if state[0] == 5:
            return {token(2, 17)} | ({token(1, 35)} if state[34] else set())
        if state[0] == 6 and state[18]:
            return {token(2, 19)}
    except IndexError:
        pass
    return set()


# A log as it is read.

class Text(bytes):
    """The bytes of a TEXT, apart from those of a BLOB."""


TYPES = {"INTEGER": int, "BLOB": bytes, "TEXT": Text}
# Litestream keeps two tables of its own in the databases that it replicates.
ROWS_OF_SCHEMA = """SELECT type, name, tbl_name, sql FROM sqlite_schema
    WHERE tbl_name NOT IN ('_litestream_seq', '_litestream_lock') ORDER BY type, name"""


def expected_schema():
    """The rows of sqlite_schema, and the columns of each table, as log.sql makes them."""
    model = sqlite3.connect(":memory:")
    model.executescript(SCHEMA)
    tables = [name for kind, name, _, _ in model.execute(ROWS_OF_SCHEMA) if kind == "table"]
    columns = {name: [(column[1], TYPES[column[2]], bool(column[3] or column[5]))
                      for column in model.execute("PRAGMA table_info(%s)" % name)] for name in tables}
    model.text_factory = Text
    return model.execute(ROWS_OF_SCHEMA).fetchall(), columns


EXPECTED, COLUMNS = expected_schema()
ORDER = {"base_session": "session", "checkpoint": "size", "event": "seq", "vault": "session, ref"}


class Unreadable(Exception):
    """It is not a log, or SQLite cannot read it."""


class Log:
    """The rows of a log, read in one transaction, and its side file."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        side = self.path.with_name(self.path.name + ".head")
        try:
            # Read first: what is committed after this moment cannot make it look as if the log were behind.
            self.side = side.read_bytes() if side.exists() else None
            self.database = sqlite3.connect(self.path.resolve().as_uri() + "?mode=ro", uri=True, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise Unreadable(str(error))
        try:
            self.database.execute("BEGIN")
            if self.pragma("application_id") != 0x54504C47:
                raise Unreadable("it is not a log")
            if self.pragma("user_version") != 0:
                raise Unreadable("it has format %s, and this program knows 0" % self.pragma("user_version"))
            self.database.text_factory = Text
            self.schema = self.database.execute(ROWS_OF_SCHEMA).fetchall()
            complaints = [row[0].decode(errors="replace") for row in self.database.execute("PRAGMA integrity_check")]
            self.complaints = [text for text in complaints if text != "ok"]
            self.wrong_types = []
            for table in COLUMNS:
                setattr(self, table, self.rows(table))
        # What SQLite says of a schema that makes no sense repeats it, whatever its bytes are.
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise Unreadable(str(error))
        finally:
            self.database.close()

    def pragma(self, name): return self.database.execute("PRAGMA " + name).fetchone()[0]

    def rows(self, table):
        columns, rows = COLUMNS[table], []
        query = "SELECT %s FROM %s ORDER BY %s" % (", ".join('"%s"' % name for name, _, _ in columns), table,
                                                   ORDER.get(table, "id"))
        for values in self.database.execute(query):
            row = {name: value for (name, _, _), value in zip(columns, values)}
            for name, kind, is_needed in columns:
                if type(row[name]) is not kind and (is_needed or row[name] is not None):
                    self.wrong_types.append((row.get("seq"), "%s.%s holds a value of another type" % (table, name)))
            rows.append(row)
        return rows


class Verification:
    """Holds a log against README.md. `findings` are pairs of a seq, where there is one, and a sentence; `left_open` is
    what could not be verified."""

    def __init__(self, log, public_key=None, anchor=None, key_file=None):
        self.log, self.findings, self.left_open = log, [(None, text) for text in log.complaints] + log.wrong_types, []
        if log.schema != EXPECTED:
            self.find(None, "the schema is not that of log.sql")
        for table in ("meta", "head"):
            if [row["id"] for row in getattr(log, table)] != [1]:
                self.find(None, "%s does not have exactly one row" % table)
            elif table == "meta" and log.meta[0]["format"] != 0:
                self.find(None, "it was made in format %d" % log.meta[0]["format"])
        if [row["id"] for row in log.base] not in ([], [1]) or (log.base_session and not log.base):
            self.find(None, "base and base_session are neither empty nor those of a log with an archive")
        if [(key["id"], key["purpose"], key["from_seq"]) for key in log.key[:2]] != [(1, SIGNING, 1), (2, VAULT, 1)]:
            self.find(None, "the first two rows of key are not those of a new log")
        if self.findings:
            # With a row or a value that cannot be, the rest has nothing to go by.
            return
        self.meta, self.head = log.meta[0], log.head[0]
        self.log_id, self.name = self.meta["log_id"], "ticketpark-auth/" + self.meta["log_id"].hex()
        if digest(genesis_bytes(self.meta, log.key[0]["value"])) != self.meta["genesis"]:
            self.find(None, "the genesis hash is not that of meta and the first key")
        # What is known of the beginning: that of all, or where the archive ends.
        self.start = log.base[0] if log.base else {
            "size": 0, "chain": self.meta["genesis"], "frontier": b"", "at_ms": 0, "wall_us": self.meta["created_us"]}
        self.check_events()
        self.check_keys()
        self.check_base()
        self.check_head()
        self.check_checkpoints()
        self.check_side_file()
        if public_key is not None:
            self.check_public_key(public_key)
        if anchor is not None:
            self.check_anchors(anchor)
        if key_file is not None:
            self.check_vault(key_file)

    def find(self, seq, what): self.findings.append((seq, what))

    def key_at(self, seq, purpose=SIGNING):
        """The key that is in force at a seq."""
        return [key for key in self.log.key if key["purpose"] == purpose and key["from_seq"] <= max(seq, 1)][-1]

    def check_events(self):
        log, last = self.log, self.start
        self.sessions = {row["id"]: session_digest(row) for row in log.session} | {0: bytes(32)}
        self.policies = {row["id"]: policy_digest(row) for row in log.policy}
        self.writers = {row["id"]: writer_digest(row) for row in log.writer}
        # The last event of each session; under 0, of the log's own records.
        self.latest = {row["session"]: row for row in log.base_session}
        seq, self.tree, self.rotations, self.archivals, ids = last["size"], Tree(), {}, [], set()
        try:
            self.tree = Tree(seq, last["frontier"])
        except ValueError as error:
            self.find(seq, "base: %s" % error)
        # After each event: chain, frontier, root and wall clock.
        self.known = {seq: (last["chain"], self.tree.frontier, self.tree.root, last["wall_us"])}
        for event in log.event:
            if event["seq"] != seq + 1:
                self.find(seq + 1, "the next event is %d" % event["seq"])
            seq = event["seq"]
            try:
                leaf = digest(b"\0", leaf_bytes(self.log_id, self.sessions[event["session"]],
                                                self.policies[event["policy"]], self.writers[event["writer"]], event))
            except KeyError:
                self.find(seq, "it refers to a row that is not there")
                leaf = bytes(32)
            if chain_after(last["chain"], leaf) != event["chain"]:
                self.find(seq, "the chain does not lead to it")
            before = self.latest.get(event["session"], {"version": 0})
            if event["version"] != before["version"] + 1:
                self.find(seq, "its version is not the next one of its session")
            if (seq > 1 and event["at_ms"] < last["at_ms"]) or event["wall_us"] < last["wall_us"]:
                self.find(seq, "time runs back")
            if event["id"] in ids:
                self.find(seq, "its id is that of an event before")
            if event["kind"] == KEY_ROTATED:
                self.rotations[seq] = event["state"]
            if event["kind"] == LOG_ARCHIVED:
                self.archivals.append(event)
            self.tree.add(leaf)
            self.latest[event["session"]] = last = event
            self.known[seq] = event["chain"], self.tree.frontier, self.tree.root, event["wall_us"]
            ids.add(event["id"])
        self.size, self.last = seq, last
        # What no hash covers was put there by somebody else.
        for table in ("session", "policy", "writer"):
            used = {row[table] for row in log.event} | {row.get(table) for row in log.base_session}
            for row in getattr(log, table):
                if row["id"] not in used:
                    self.find(None, "row %d of %s belongs to no event" % (row["id"], table))

    def check_keys(self):
        keys, brought = self.log.key, dict(self.rotations)
        for index, key in enumerate(keys):
            what, seq = "row %d of key" % key["id"], key["from_seq"] - 1
            # The last one above it that was in force before, so that none vouches for itself but the first.
            above = [other for other in keys[:index] or keys[:1]
                     if other["purpose"] == SIGNING and other["from_seq"] <= max(seq, 1)]
            if not is_signed(above[-1]["value"], key["signature"], key_bytes(self.log_id, key)):
                self.find(seq, what + " is not signed by the key before it")
            if index < 2:
                continue
            is_next = key["id"] == index + 1 and key["from_seq"] >= keys[index - 1]["from_seq"]
            if not is_next or key["purpose"] not in (SIGNING, VAULT):
                self.find(seq, what + " is not the next one of a known purpose")
            is_in_archive = 0 < seq <= self.start["size"] or (seq > self.size and self.head["is_archive"])
            if not is_in_archive and brought.pop(seq, None) != key_content(key):
                self.find(seq, what + " is not one that an event brought into force")
        for seq in brought:
            self.find(seq, "the key that came into force has no row")

    def check_base(self):
        recorded = self.archivals[-1]["state"] if self.archivals else None
        if not self.log.base:
            if recorded is not None:
                self.find(self.archivals[-1]["seq"], "older events were moved, and base is empty")
            return
        try:
            content = i64(self.start["size"]) + counted(
                base_digest(self.start, self.log.base_session, self.sessions, self.policies))
        except KeyError:
            content = b""
        if recorded != content:
            self.find(self.archivals[-1]["seq"] if self.archivals else None, "base is not what was recorded")

    def check_head(self):
        head, last = self.head, self.last
        if head["size"] != self.size:
            self.find(min(head["size"], self.size) + 1, "the head has size %d, the log %d" % (head["size"], self.size))
        elif (head["chain"], head["at_ms"], head["wall_us"]) != (last["chain"], last["at_ms"], last["wall_us"]):
            self.find(self.size, "the head is not that of the last event")
        elif (head["root"], head["frontier"]) != (self.tree.root, self.tree.frontier):
            self.find(self.size, "the head's tree is not that of the events")
        if head["keys"] != digest(keys_bytes(self.log.key)):
            self.find(self.size, "the head's digest of the keys is not theirs")
        checkpoint = max([self.start["size"]] + [row["size"] for row in self.log.checkpoint])
        if head["checkpoint"] != checkpoint:
            self.find(min(head["checkpoint"], checkpoint) + 1, "the head names another checkpoint as the last one")
        key = self.key_at(1 << 62 if head["is_archive"] else head["size"])
        if head["key"] != key["id"] or head["is_archive"] not in (0, 1):
            self.find(self.size, "the head names a key that is not in force")
        if not is_signed(key["value"], head["signature"], head_bytes(self.log_id, head)):
            self.find(self.size, "the head is not signed by the key in force")

    def check_checkpoints(self):
        last, ends, is_known = self.start["size"], [self.start["size"]], True
        for row in self.log.checkpoint:
            size, (_, frontier, root, wall_us) = row["size"], self.known.get(row["size"], (None,) * 4)
            if size <= last or root is None:
                self.find(size, "the checkpoint covers events that are not there")
                continue
            try:
                note = Note(row["note"])
            except ValueError as error:
                self.find(size, "checkpoint: %s" % error)
                continue
            if len(note.signatures) > 1 or not note.is_by(self.key_at(size)["value"]):
                self.find(size, "the checkpoint is not signed by the key in force there, and by it alone")
            if (note.name, note.size, note.wall_us) != (self.name, size, wall_us):
                self.find(size, "the checkpoint is one of another log, size or time")
            if (note.root, row["frontier"]) != (root, frontier) and is_known:
                # After an event that is another one, all trees are others.
                is_known = False
                self.find(last + 1, "it or one after it, up to %d, is not the one that a checkpoint covers" % size)
            if note.previous != last:
                self.find(size, "the checkpoint names %d before it, and there is %d" % (note.previous, last))
            last = size
            ends.append(size)
        for seq in self.rotations.keys() - set(ends):
            self.find(seq, "there is no checkpoint over the rotation of a key")
        self.check_cadence(ends)

    def check_cadence(self, ends):
        """That there are as many checkpoints as the log was begun with promised; `ends` are their sizes."""
        for after, end in zip(ends, ends[1:] + [None]):
            due = self.known[after][3] + self.meta["checkpoint_us"]
            for seq in range(after + 1, (end or self.size) + 1):
                wall_us = self.known[seq][3] if seq in self.known else due - 1
                is_late = wall_us >= due and (end is None or self.known[end][3] != wall_us)
                if is_late or (seq - after >= self.meta["checkpoint_events"] and seq != end):
                    self.find(seq, "there is no checkpoint that was due with it")
                    break

    def check_side_file(self):
        if self.log.side is None or len(self.log.side) != 200:
            return
        names = "size chain root checkpoint at_ms wall_us keys key signature".split()
        side = dict(zip(names, struct.unpack(">q32s32sqqq32sq64s", self.log.side)), is_archive=0)
        if side["key"] > self.log.key[-1]["id"] and side["size"] > self.size:
            self.left_open.append("the side file: it is ahead of the log, and names a key that the log does not have")
        key = self.key_at(side["size"])
        if side["key"] != key["id"] or not is_signed(key["value"], side["signature"], head_bytes(self.log_id, side)):
            return
        if side["size"] > self.size:
            self.find(self.size + 1, "the side file knows %d events: the log lost its end" % side["size"])
        elif side["size"] in self.known and self.known[side["size"]][0] != side["chain"]:
            self.find(side["size"], "the side file knows another event there")
        elif side["size"] == self.size and side["checkpoint"] > self.head["checkpoint"]:
            self.find(self.head["checkpoint"] + 1, "the side file knows of a checkpoint over %d" % side["checkpoint"])

    def check_public_key(self, public_key):
        known = [key for key in self.log.key if key["purpose"] == SIGNING and key["value"] == public_key]
        if not known:
            self.find(None, "the log is signed with other keys than the one that was given")
        elif known[0]["from_seq"] > max(self.size, 1):
            self.left_open.append("whose log it is: the key that was given has signed nothing in it yet")

    def check_anchors(self, text):
        """Checkpoints that were kept somewhere else, one behind the other, with empty lines between them."""
        matches = list(NOTE.finditer(text.decode(errors="replace")))
        if not matches or NOTE.sub("", text.decode(errors="replace")).strip("\n"):
            self.find(None, "the anchors are no checkpoints of a log, or not these alone")
            return
        held = self.start["size"]
        for note in sorted((Note(match[0].encode()) for match in matches), key=lambda note: note.size):
            what = "the anchor over %d events " % note.size
            if note.name != self.name:
                self.find(None, what + "is one of another log")
            elif not note.is_by(self.key_at(note.size)["value"]):
                self.find(None, what + "is not signed by the key in force there")
            elif note.size > self.size:
                self.find(self.size + 1, what + "shows that the end is lost, or that this is an older copy")
            elif note.size < self.start["size"]:
                self.left_open.append(what + "covers events of the archive alone")
            elif (note.root, note.wall_us) == self.known.get(note.size, (None,) * 4)[2:]:
                held = note.size
            else:
                self.find(held + 1, what + "is not over it, or over one after it")

    def check_vault(self, key_file):
        vault_key, signing_file = read_key(key_file), pathlib.Path(key_file + ".sign")
        if signing_file.exists():
            public_key = Ed25519PrivateKey.from_private_bytes(read_key(signing_file)).public_key().public_bytes_raw()
            if self.key_at(1 << 62)["value"] != public_key:
                self.find(None, "the log is signed with another key than that of the file")
        fingerprint_key, sealing_key = derived(vault_key, b"fingerprint"), derived(vault_key, b"seal")
        if self.key_at(1 << 62, VAULT)["value"] != vault_check(fingerprint_key):
            self.left_open.append("the vault: its key is another one")
            return
        held = {(session, *token) for session, row in self.latest.items() for token in held_tokens(row["state"])}
        if held and not any(row["session"] for row in self.log.vault):
            self.left_open.append("the tokens: there are none, as in a copy that was made without them")
            held.clear()
        is_named = any((row["session"], row["kind"], row["ref"]) == (0, NAMING_KEY, 0) for row in self.log.vault)
        if self.key_at(1 << 62, VAULT)["from_seq"] > 1 and not is_named:
            self.left_open.append("the names of tokens: their key is not there")
        # The key that names tokens comes first, under session 0.
        for row in self.log.vault:
            what = "the token %016x of session %d" % (row["ref"] & (1 << 64) - 1, row["session"])
            place = row["session"], row["kind"], row["ref"]
            try:
                token = AESGCM(sealing_key).decrypt(row["sealed"][:12], row["sealed"][12:], seal_data(self.log_id, row))
            except (InvalidTag, ValueError):
                self.find(None, what + " does not open")
                continue
            if place == (0, NAMING_KEY, 0):
                fingerprint_key = token
                continue
            if place not in held:
                self.find(None, what + " is none that its session holds")
            if token_ref(fingerprint_key, token) != row["ref"]:
                self.find(None, what + " has another name")
            held.discard(place)
        for session, _, ref in sorted(held):
            self.find(None, "the token %016x of session %d is not in the vault" % (ref & (1 << 64) - 1, session))


# A proof that an event is in a log.

def check_proof(text, key_at):
    """What is wrong with a .tlog-proof, and the seq that it is about; `key_at` has the public key at a size."""
    head, _, note = text.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    if len(lines) < 3 or lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("extra ") \
            or not re.fullmatch("index (0|[1-9][0-9]{0,18})", lines[2]):
        return "it is not a tlog-proof with extra data", None
    seq = int(lines[2][6:]) + 1
    try:
        extra = base64.b64decode(lines[1][6:], validate=True)
        path = [base64.b64decode(line, validate=True) for line in lines[3:]]
        note = Note(note)
    except ValueError as error:
        return str(error), seq
    begin = tag("event") + bytes.fromhex(note.name[-32:])
    # Behind the digests of session, policy and writer comes the seq.
    if not extra.startswith(begin) or extra[len(begin) + 96:len(begin) + 104] != i64(seq):
        return "the event is not the one that index and log say", seq
    key = key_at(note)
    if key is None or not note.is_by(key):
        return "the checkpoint is not signed by the key in force there", seq
    if seq > note.size or any(len(hash) != 32 for hash in path) \
            or root_of_proof(digest(b"\0", extra), seq - 1, note.size, path) != note.root:
        return "the path does not lead to the root of the checkpoint", seq
    return None, seq


def verify(path, **options):
    """The findings, and what is left open."""
    try:
        verification = Verification(Log(path), **options)
        return verification.findings, verification.left_open
    except Unreadable as error:
        return [(None, "it cannot be read: %s" % error)], []


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(64, "verify.py: %s\n" % message)


def read_key(name): return bytes.fromhex(pathlib.Path(name).read_text())


def main():
    parser = Parser(description="Verifies logs of ticketpark-auth.")
    parser.add_argument("logs", nargs="*", metavar="LOG", help="a log; - reads their names from standard input")
    parser.add_argument("--public-key", type=bytes.fromhex, metavar="HEX", help="the key that the log was begun with")
    parser.add_argument("--anchor", type=lambda name: pathlib.Path(name).read_bytes(), metavar="FILE",
                        help="checkpoints of the log that were kept somewhere else")
    parser.add_argument("--key-file", metavar="FILE", help="the vault key; without it the vault is not looked at")
    parser.add_argument("--proof", metavar="FILE", help="a .tlog-proof to check, instead of a log")
    parser.add_argument("--json", action="store_true", help="one line of JSON for each log")
    options = parser.parse_args()
    if options.proof:
        return proof_main(parser, options)
    if not options.logs:
        parser.error("no log is named")
    outcomes = set()
    for line in options.logs if options.logs != ["-"] else (line.rstrip("\n") for line in sys.stdin):
        path, _, key_file = line.partition("\t") if options.logs == ["-"] else (line, "", "")
        findings, left_open = verify(path, public_key=options.public_key, anchor=options.anchor,
                                     key_file=key_file or options.key_file)
        outcomes.add(2 if findings else 4 if left_open else 0)
        if options.json:
            print(json.dumps({"log": path, "findings": [{"seq": seq, "what": what} for seq, what in findings],
                              "open": left_open}), flush=True)
            continue
        for seq, what in findings:
            print("%s: %s%s" % (path, "" if seq is None else "seq %d: " % seq, what))
        for what in left_open:
            print("%s: not verified is %s" % (path, what))
        if not findings and not left_open:
            print("%s: in order" % path)
    return min(outcomes - {0}, default=0)


def proof_main(parser, options):
    if len(options.logs) > 1 or not (options.logs or options.public_key):
        parser.error("a proof needs one log, or the public key that its checkpoint is signed with")
    keys = []
    try:
        keys = Log(options.logs[0]).key if options.logs else []
    except Unreadable as error:
        print("%s: it cannot be read: %s" % (options.logs[0], error))
        return 2

    def key_at(note):
        fitting = [key["value"] for key in keys if key["purpose"] == SIGNING and key["from_seq"] <= note.size]
        return options.public_key or (fitting[-1] if fitting else None)
    problem, seq = check_proof(pathlib.Path(options.proof).read_bytes(), key_at)
    print("%s: %s%s" % (options.proof, "" if seq is None else "seq %d: " % seq, problem or "is in the log"))
    return 2 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
