// SPDX-License-Identifier: Apache-2.0

import AuditLog

extension EventRow {
    /// The event that the row of the log at `path` holds.
    func event(in path: String) throws(LogError) -> StoredEvent {
        do {
            return try decoded()
        } catch {
            throw LogError(error, path: path)
        }
    }

    /// The event as every output shows it.
    ///
    /// - Parameter label: The label of its session.
    func value(label: String?, in path: String) throws(LogError) -> LogValue {
        do {
            return try LogValue(self, label: label)
        } catch {
            throw LogError(error, path: path)
        }
    }
}

extension LogError {
    fileprivate init(_ malformed: MalformedRow, path: String) {
        self = .damaged(
            path: path, seq: malformed.seq, reason: "column \(malformed.column) holds what no event has")
    }
}
