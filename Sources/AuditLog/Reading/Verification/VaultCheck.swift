// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// Opens every sealed token, and holds the vault against what the sessions hold.
struct VaultCheck {
    let reader: LogReader
    let keys: LogKeys
    let extent: LogExtent

    private struct Held: Hashable {
        var session: Int64
        var ref: TokenRef
        var kind: TokenKind
    }

    func run(_ sink: FindingSink) throws(LogError) {
        let meta = extent.meta
        let signing = meta.key(.signing, at: .max)
        if signing?.value != keys.publicKey {
            sink.find(
                .keys,
                "the log is signed with another key than that of \(keys.source): that is the key of another log, or somebody "
                    + "else signed this one")
        } else if let signing, signing.fromSeq > max(extent.last, 1) {
            sink.note(
                "the signing key of \(keys.source) came into force after the last event and has signed nothing yet")
        }
        guard meta.key(.vault, at: .max)?.value == keys.vaultKeyCheck else {
            sink.leaveOpen("the vault: its key is not that of \(keys.source)")
            return
        }
        try reader.transaction {
            var missing = try held()
            if try isEmpty(), !missing.isEmpty {
                sink.leaveOpen("the tokens: there are none, as in a copy that was made without them")
                missing = []
            }
            if try !namesAreKept() {
                sink.leaveOpen(
                    "the names of tokens: their key is not there, as in a copy that was made without the vault")
            }
            let vault = namingVault(sink) ?? TokenVault(keys: keys, logID: meta.genesis.logID)
            let select = try reader.database.prepare(
                "SELECT session, ref, kind, sealed FROM vault WHERE (session, ref, kind) <> (0, 0, 3) ORDER BY session, ref"
            )
            while try select.step() {
                let session = SessionID(select.integer(0))
                let ref = TokenRef(column: select.bits(1))
                let name = "the sealed token \(ref.hexText) of session \(session.number)"
                guard let kind = TokenKind(code: select.integer(2)),
                    let token = vault.open(select.bytes(3), session: session, ref: ref, kind: kind)
                else {
                    sink.find(.vault, "\(name) does not open: it is not what was sealed")
                    missing = missing.filter { $0.session != session.number || $0.ref != ref }
                    continue
                }
                if vault.ref(of: token) != ref { sink.find(.vault, "\(name) has the name of another one") }
                if missing.remove(Held(session: session.number, ref: ref, kind: kind)) == nil {
                    sink.find(.vault, "\(name) is not one that its session holds")
                }
            }
            for lost in missing.sorted(by: { ($0.session, $0.ref.rawValue) < ($1.session, $1.ref.rawValue) }) {
                sink.find(.vault, "the \(lost.kind) token \(lost.ref.hexText) of session \(lost.session) is missing")
            }
        }
    }

    private func isEmpty() throws(SQLiteFailure) -> Bool {
        try reader.database.integer("SELECT 1 FROM vault WHERE session > 0 LIMIT 1") == nil
    }

    /// Whether the key that names tokens is where it has to be: in the vault, once the vault key was changed.
    private func namesAreKept() throws(SQLiteFailure) -> Bool {
        guard let key = extent.meta.key(.vault, at: .max), key.fromSeq > 1 else { return true }
        return try reader.database.integer("SELECT 1 FROM vault WHERE session = 0 AND ref = 0 AND kind = 3") != nil
    }

    /// The vault with the key that names tokens, which has to open where it is kept.
    private func namingVault(_ sink: FindingSink) -> TokenVault? {
        do {
            return try TokenVault(keys: keys, logID: extent.meta.genesis.logID, reader.database, path: reader.path)
        } catch .damaged(_, _, let reason) {
            sink.find(.vault, reason)
        } catch {
            sink.leaveOpen("the key that names tokens: \(error)")
        }
        return nil
    }

    /// The tokens that sessions hold in their last states.
    private func held() throws -> Set<Held> {
        let find = try reader.database.prepare(
            """
            SELECT state, reducer FROM (SELECT version, state, reducer FROM base_session WHERE session = ?1
            UNION ALL SELECT version, state, reducer FROM event WHERE session = ?1) ORDER BY version DESC LIMIT 1
            """)
        var held: Set<Held> = []
        for session in try reader.sessionRows() {
            try find.bind(session.id, at: 1)
            defer { find.reset() }
            // A state that cannot be read was reported with its event.
            guard try find.step(), let state = try? Upcaster.current.state(find.bytes(0), reducer: find.integer(1))
            else { continue }
            if let access = state.access { held.insert(Held(session: session.id, ref: access.ref, kind: .access)) }
            if let refresh = state.refresh { held.insert(Held(session: session.id, ref: refresh.ref, kind: .refresh)) }
        }
        return held
    }
}
