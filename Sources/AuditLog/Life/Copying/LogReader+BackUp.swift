// SPDX-License-Identifier: Apache-2.0

extension LogReader {
    /// Copies the log to a new file at `path`, while services go on writing to it: all that it has when the call
    /// begins. The copy is verified, and on the disk when the call returns.
    ///
    /// It is a log like this one, with the same id; once something is appended to both, they are two histories.
    ///
    /// - Parameters:
    ///   - path: Where the copy is made. Nothing may be there yet.
    ///   - hasVault: Whether the sealed tokens are copied too. A service that is started on a copy with tokens that
    ///     were spent meanwhile loses its sessions, as servers may take the second use of a token for theft.
    @discardableResult public func backUp(
        to path: String, withVault hasVault: Bool = false, environment: LogEnvironment = .system
    ) throws(LogError) -> CopiedLog {
        let snapshot = try LogSnapshot(self, hasVault: hasVault)
        return try LogDraft.make(
            at: path, LogDraft.Formats(known: formats, origin: snapshot.origin, current: snapshot.format),
            environment: environment
        ) { draft in
            for table in LogTable.allCases {
                try snapshot.forEachRow(of: table) { try draft.insert($0, into: table) }
            }
        }
    }
}
