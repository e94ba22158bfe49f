// SPDX-License-Identifier: Apache-2.0

import Crypto
package import TokenMachine

/// An event in which a token was seen.
package struct TokenSighting: Hashable, Sendable {
    /// What was seen of it.
    package enum Role: String, Hashable, Sendable, CaseIterable {
        /// The token endpoint issued it.
        case issued
        /// It was handed over from elsewhere.
        case adopted
        /// It was spent for new tokens.
        case spent
        /// The API refused it.
        case refused
        /// It was offered for adoption and refused, or spent at a sign-out.
        case recorded
    }

    /// The event.
    package var row: EventRow
    /// What was seen of it.
    package var role: Role
    /// What it was seen as.
    package var kind: TokenKind
}

/// Who holds a token now.
package struct TokenHolder: Hashable, Sendable {
    /// The label of the session.
    package var session: String
    /// Whether the session's last state holds it.
    package var isHeld: Bool
    /// Whether the vault keeps it.
    package var isSealed: Bool
}

extension LogReader {
    /// The name of a token in this log.
    ///
    /// - Parameter keyFile: The file with the vault key.
    /// - Throws: Why the key cannot be used: it is missing, can be read by others, or is another log's.
    package func fingerprint(of token: Secret, keyFile: String) throws(LogError) -> TokenRef {
        let key = try KeyFile.read(keyFile, mustBePrivate: true)
        guard isVaultKey(key) else { throw .keyMismatch(source: keyFile, log: path, purpose: "vault") }
        let keys = LogReader.keys(vaultKey: key)
        let logID = meta.genesis.logID
        guard keys.vaultKeyCheck == meta.inForce(.vault) else {
            return TokenVault(keys: keys, logID: logID).ref(of: token)
        }
        return try TokenVault(keys: keys, logID: logID, database, path: path).ref(of: token)
    }

    /// Whether that is or was the log's vault key.
    func isVaultKey(_ key: [UInt8]) -> Bool {
        let check = LogReader.keys(vaultKey: key).vaultKeyCheck
        return meta.keys.contains { $0.purpose == KeyRow.Purpose.vault.rawValue && $0.value == check }
    }

    /// Whoever looks for a token has the vault key, and need not have the one that signs: any will do.
    private static func keys(vaultKey: [UInt8]) -> LogKeys {
        LogKeys(source: "", vaultKey: vaultKey, signingKey: Curve25519.Signing.PrivateKey())
    }

    /// All events in which a token was seen, in their order.
    package func sightings(of ref: TokenRef, report: (TokenSighting) throws -> Void) throws {
        var query = EventQuery()
        query.tokens = [ref]
        let cursor = try events(query)
        while let row = try cursor.nextRow() {
            let details = row.details
            let isGrant = row.kind == EntryKind.event(.grantIssued).code
            let isAdoption = row.kind == EntryKind.event(.grantAdopted).code
            let role: TokenSighting.Role =
                isGrant ? .issued : isAdoption ? .adopted : row.session == 0 ? .recorded : .refused
            if details.spentRef == ref.column { try report(TokenSighting(row: row, role: .spent, kind: .refresh)) }
            if details.accessRef == ref.column { try report(TokenSighting(row: row, role: role, kind: .access)) }
            if details.refreshRef == ref.column { try report(TokenSighting(row: row, role: role, kind: .refresh)) }
        }
    }

    /// The sessions that hold a token now, or whose vault keeps it.
    package func holders(of ref: TokenRef) throws(LogError) -> [TokenHolder] {
        let sessions = try sessions()
        let keeping = try transaction {
            let select = try database.prepare("SELECT session FROM vault WHERE ref = ?")
            try select.bind(ref.column, at: 1)
            var numbers: Set<Int64> = []
            while try select.step() { numbers.insert(select.integer(0)) }
            return numbers
        }
        return sessions.compactMap { session in
            let holder = TokenHolder(
                session: session.label, isHeld: session.state.holds(ref),
                isSealed: keeping.contains(session.id.number))
            return holder.isHeld || holder.isSealed ? holder : nil
        }
    }
}

extension TokenSighting {
    /// The names of the fields, in their order.
    package static let fieldNames = ["seq", "wall", "session", "kind", "role", "token"]

    /// The sighting as every output shows it.
    ///
    /// - Parameter label: The label of the event's session.
    package func value(label: String?) -> LogValue {
        let kind = EntryKind.allCases.first { $0.code == row.kind }
        return .object([
            LogValue.Field("seq", .integer(row.seq)), LogValue.Field("wall", .wall(row.wall)),
            LogValue.Field("session", .optional(label) { .text($0) }),
            LogValue.Field("kind", .optional(kind) { .text($0.name) }),
            LogValue.Field("role", .text(role.rawValue)), LogValue.Field("token", .name(self.kind)),
        ])
    }
}

extension TokenHolder {
    /// The holder as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("session", .text(session)), LogValue.Field("held", .flag(isHeld)),
            LogValue.Field("sealed", .flag(isSealed)),
        ])
    }
}
