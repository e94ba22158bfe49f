// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// What is in a log once nobody writes to it, and whether it is as it should be.
struct LogContents {
    /// The ids of the events, in their order.
    private(set) var ids: [String] = []
    /// The row of the process that appended each of them.
    private(set) var writers: [Int64] = []
    /// What is wrong with the log, whatever is in it.
    private(set) var complaints: [String] = []

    /// Reads all of it, verifies it and replays it.
    init(of path: String, keys: KeySource) throws {
        let reader = try LogReader(path: path)
        let cursor = try reader.events()
        while let event = try cursor.next() {
            ids.append("\(event.id)")
            writers.append(event.writer)
        }
        var found: [String] = []
        let verification = try reader.verify(with: VerificationMeans(keys: keys)) { found.append($0.text) }
        _ = try reader.replay { found.append("event \($0.seq) is replayed to something else") }
        complaints = found + verification.gaps
    }
}
