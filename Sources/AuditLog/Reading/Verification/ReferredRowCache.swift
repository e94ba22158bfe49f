// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// The digests of the sessions, policies and writers to which events refer, read when they are first needed.
final class ReferredRowCache {
    /// A table to which events refer.
    enum Table: Int, CaseIterable {
        case session
        case policy
        case writer

        /// Its name in the schema.
        var name: String { "\(self)" }

        /// The query for one of its rows.
        fileprivate var selection: String {
            switch self {
            case .session: "SELECT id, label, seed, created_us FROM session WHERE id = ?"
            case .policy: "SELECT id, content FROM policy WHERE id = ?"
            case .writer: "SELECT id, process, pid, program, started_us FROM writer WHERE id = ?"
            }
        }
    }

    private let reader: LogReader
    // What is known of each table, and how its rows are found.
    private var digests: [[Int64: Hash]] = Table.allCases.map { _ in [:] }
    private var finds: [Statement?] = Table.allCases.map { _ in nil }

    init(reader: LogReader) {
        self.reader = reader
    }

    /// The digest of a row; `nil` where there is none.
    func digest(_ table: Table, _ id: Int64) throws(LogError) -> Hash? {
        if let digest = digests[table.rawValue][id] { return digest }
        let digest = try read(table, id)
        digests[table.rawValue][id] = digest
        return digest
    }

    /// Checks the rows that no event's hash can: those to which no event refers, as each is written together with
    /// an event, and those whose bytes are not what was hashed.
    func checkAll(in extent: LogExtent, _ sink: FindingSink) throws(LogError) {
        try reader.transaction {
            for (table, last) in [
                (Table.session, extent.lastSession), (.policy, extent.lastPolicy), (.writer, extent.lastWriter),
            ] {
                let select = try reader.database.prepare("SELECT id FROM \(table.name) WHERE id <= ? ORDER BY id")
                try select.bind(last, at: 1)
                while try select.step() {
                    let id = select.integer(0)
                    if digests[table.rawValue][id] == nil, extent.start.knowsSessions {
                        sink.find(.reference, "\(table.name) \(id) belongs to no event")
                    }
                }
            }
            try checkText("SELECT id, label FROM session", "session", sink)
            try checkText("SELECT id, program FROM writer", "writer", sink)
            try checkPolicies(sink)
        }
    }

    private func read(_ table: Table, _ id: Int64) throws(LogError) -> Hash? {
        do {
            let find = try finds[table.rawValue] ?? reader.database.prepare(table.selection)
            finds[table.rawValue] = find
            defer { find.reset() }
            try find.bind(id, at: 1)
            guard try find.step() else { return nil }
            switch table {
            case .session:
                return SessionRow(find).digest
            case .policy:
                return PolicyRow(id: find.integer(0), content: find.bytes(1)).digest
            case .writer:
                return WriterRow(
                    id: find.integer(0), process: find.bytes(1), pid: find.integer(2),
                    program: find.optionalText(3) ?? "", startedMicroseconds: find.integer(4)
                ).digest
            }
        } catch {
            throw LogReader.logError(error, path: reader.path)
        }
    }

    /// Text that is no UTF-8 is repaired when it is read, so that its digest is that of another text.
    private func checkText(_ query: String, _ table: String, _ sink: FindingSink) throws {
        let select = try reader.database.prepare(query)
        while try select.step() {
            let stored = select.optionalTextBytes(1) ?? []
            if Array(String(decoding: stored, as: UTF8.self).utf8) != stored {
                sink.find(.reference, "\(table) \(select.integer(0)) has a name that is no UTF-8")
            }
        }
    }

    private func checkPolicies(_ sink: FindingSink) throws {
        let select = try reader.database.prepare("SELECT id, content FROM policy ORDER BY id")
        while try select.step() {
            do {
                _ = try TokenPolicy(canonicalBytes: select.bytes(1))
            } catch {
                sink.find(
                    .content,
                    "policy \(select.integer(0)) holds what no policy has: no \(error.expected) at byte \(error.offset)"
                )
            }
        }
    }
}
