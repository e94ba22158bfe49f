-- The log of ticketpark-auth, format 0 (unreleased, free to change). README.md beside this file has the meaning of
-- every column and the byte formats. This text is what runs: `tpaudit verify` holds a log's schema against it.

CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    log_id BLOB NOT NULL CHECK (length(log_id) = 16),
    format INTEGER NOT NULL,
    created_us INTEGER NOT NULL,
    durability INTEGER NOT NULL CHECK (durability IN (1, 2)),
    checkpoint_events INTEGER NOT NULL CHECK (checkpoint_events > 0),
    checkpoint_us INTEGER NOT NULL CHECK (checkpoint_us > 0),
    genesis BLOB NOT NULL CHECK (length(genesis) = 32)
) STRICT;

CREATE TABLE key (
    id INTEGER PRIMARY KEY,
    purpose INTEGER NOT NULL CHECK (purpose IN (1, 2)),
    value BLOB NOT NULL CHECK (length(value) = 32),
    from_seq INTEGER NOT NULL CHECK (from_seq >= 1),
    signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;

CREATE TABLE writer (
    id INTEGER PRIMARY KEY,
    process BLOB NOT NULL UNIQUE CHECK (length(process) = 16),
    pid INTEGER NOT NULL,
    program TEXT NOT NULL,
    started_us INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    label TEXT NOT NULL UNIQUE,
    seed INTEGER NOT NULL,
    created_us INTEGER NOT NULL
) STRICT;

CREATE TABLE policy (
    id INTEGER PRIMARY KEY,
    content BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    session INTEGER NOT NULL,
    version INTEGER NOT NULL,
    policy INTEGER NOT NULL REFERENCES policy,
    at_ms INTEGER NOT NULL,
    wall_us INTEGER NOT NULL,
    writer INTEGER NOT NULL REFERENCES writer,
    cause INTEGER,
    kind INTEGER NOT NULL,
    from_state INTEGER NOT NULL,
    to_state INTEGER NOT NULL,
    disposition INTEGER NOT NULL,
    attempt INTEGER,
    try INTEGER,
    access_ref INTEGER,
    refresh_ref INTEGER,
    spent_ref INTEGER,
    requested_ms INTEGER,
    lifetime_ms INTEGER,
    denial INTEGER,
    fault INTEGER,
    status INTEGER,
    reached INTEGER,
    retry_after_ms INTEGER,
    burn INTEGER,
    failure INTEGER,
    subject INTEGER,
    amount_ms INTEGER,
    note TEXT,
    reducer INTEGER NOT NULL,
    state BLOB NOT NULL,
    effects BLOB NOT NULL,
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    UNIQUE (session, version)
) STRICT;

CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL,
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    root BLOB NOT NULL CHECK (length(root) = 32),
    frontier BLOB NOT NULL CHECK (length(frontier) % 32 = 0),
    checkpoint INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    wall_us INTEGER NOT NULL,
    keys BLOB NOT NULL CHECK (length(keys) = 32),
    key INTEGER NOT NULL REFERENCES key,
    is_archive INTEGER NOT NULL CHECK (is_archive IN (0, 1)),
    signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;

CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY CHECK (size >= 1),
    frontier BLOB NOT NULL CHECK (length(frontier) % 32 = 0),
    note TEXT NOT NULL
) STRICT;

CREATE TABLE base (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL,
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    frontier BLOB NOT NULL CHECK (length(frontier) % 32 = 0),
    at_ms INTEGER NOT NULL,
    wall_us INTEGER NOT NULL
) STRICT;

CREATE TABLE base_session (
    session INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    wall_us INTEGER NOT NULL,
    policy INTEGER NOT NULL REFERENCES policy,
    reducer INTEGER NOT NULL,
    state BLOB NOT NULL
) STRICT;

CREATE TABLE vault (
    session INTEGER NOT NULL,
    ref INTEGER NOT NULL,
    kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
    sealed BLOB NOT NULL,
    PRIMARY KEY (session, ref)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_in_order BEFORE INSERT ON event
WHEN new.seq IS NOT ifnull((SELECT max(seq) FROM event), ifnull((SELECT size FROM base), 0)) + 1
BEGIN SELECT RAISE(ABORT, 'event: seq must be the last one plus 1'); END;
CREATE TRIGGER event_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event: rows are never changed'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event: rows are never deleted'); END;
CREATE TRIGGER policy_stays BEFORE UPDATE ON policy
BEGIN SELECT RAISE(ABORT, 'policy: rows are never changed'); END;
CREATE TRIGGER policy_remains BEFORE DELETE ON policy
BEGIN SELECT RAISE(ABORT, 'policy: rows are never deleted'); END;
CREATE TRIGGER key_stays BEFORE UPDATE ON key
BEGIN SELECT RAISE(ABORT, 'key: rows are never changed'); END;
CREATE TRIGGER key_remains BEFORE DELETE ON key
BEGIN SELECT RAISE(ABORT, 'key: rows are never deleted'); END;
CREATE TRIGGER checkpoint_stays BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoint: rows are never changed'); END;
CREATE TRIGGER checkpoint_remains BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoint: rows are never deleted'); END;
CREATE TRIGGER session_stays BEFORE UPDATE ON session
BEGIN SELECT RAISE(ABORT, 'session: rows are never changed'); END;
CREATE TRIGGER session_remains BEFORE DELETE ON session
BEGIN SELECT RAISE(ABORT, 'session: rows are never deleted'); END;
CREATE TRIGGER meta_stays BEFORE UPDATE ON meta
BEGIN SELECT RAISE(ABORT, 'meta: rows are never changed'); END;
CREATE TRIGGER meta_remains BEFORE DELETE ON meta
BEGIN SELECT RAISE(ABORT, 'meta: rows are never deleted'); END;
CREATE TRIGGER base_stays BEFORE UPDATE ON base
BEGIN SELECT RAISE(ABORT, 'base: rows are never changed'); END;
CREATE TRIGGER base_remains BEFORE DELETE ON base
BEGIN SELECT RAISE(ABORT, 'base: rows are never deleted'); END;
CREATE TRIGGER base_session_stays BEFORE UPDATE ON base_session
BEGIN SELECT RAISE(ABORT, 'base_session: rows are never changed'); END;
CREATE TRIGGER base_session_remains BEFORE DELETE ON base_session
BEGIN SELECT RAISE(ABORT, 'base_session: rows are never deleted'); END;

CREATE VIEW events AS
SELECT
    e.seq,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.at_ms / 1000.0, 'unixepoch') AS at,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.wall_us / 1000000.0, 'unixepoch') AS wall,
    s.label AS session,
    e.version,
    CASE e.kind
        WHEN 1 THEN 'signInRequested' WHEN 2 THEN 'grantAdopted' WHEN 3 THEN 'grantIssued'
        WHEN 4 THEN 'requestDenied' WHEN 5 THEN 'requestFaulted' WHEN 6 THEN 'tokenRequested'
        WHEN 7 THEN 'accessRejected' WHEN 8 THEN 'deadlineReached' WHEN 9 THEN 'attemptInterrupted'
        WHEN 10 THEN 'signOutRequested' WHEN 101 THEN 'keyRotated' WHEN 102 THEN 'clockJumped'
        WHEN 103 THEN 'policyChanged' WHEN 104 THEN 'logArchived' WHEN 105 THEN 'adoptionRefused'
        WHEN 106 THEN 'refreshTokenBurned' ELSE e.kind END AS kind,
    CASE e.from_state
        WHEN 1 THEN 'unauthenticated' WHEN 2 THEN 'authenticating' WHEN 3 THEN 'valid' WHEN 4 THEN 'expired'
        WHEN 5 THEN 'refreshing' WHEN 6 THEN 'failed' END AS from_state,
    CASE e.to_state
        WHEN 1 THEN 'unauthenticated' WHEN 2 THEN 'authenticating' WHEN 3 THEN 'valid' WHEN 4 THEN 'expired'
        WHEN 5 THEN 'refreshing' WHEN 6 THEN 'failed' END AS to_state,
    CASE e.disposition
        WHEN 0 THEN 'taken' WHEN 1 THEN 'late' WHEN 2 THEN 'early' WHEN 3 THEN 'unsolicited' WHEN 4 THEN 'joined'
        WHEN 5 THEN 'usable' WHEN 6 THEN 'duplicate' ELSE e.disposition END AS disposition,
    e.attempt,
    e.try,
    CASE WHEN e.access_ref IS NOT NULL THEN printf('%016x', e.access_ref) END AS access_ref,
    CASE WHEN e.refresh_ref IS NOT NULL THEN printf('%016x', e.refresh_ref) END AS refresh_ref,
    CASE WHEN e.spent_ref IS NOT NULL THEN printf('%016x', e.spent_ref) END AS spent_ref,
    e.lifetime_ms,
    e.status,
    e.note,
    e.writer,
    e.cause
FROM event AS e LEFT JOIN session AS s ON s.id = e.session;

CREATE VIEW latest AS
SELECT e.session, e.seq, e.at, e.to_state AS state, e.disposition
FROM events AS e
JOIN (SELECT max(seq) AS seq FROM event WHERE session > 0 GROUP BY session) AS last ON last.seq = e.seq;
