// SPDX-License-Identifier: Apache-2.0

// The listing of AuditLog.md, word for word: a test holds one against the other.

import AuditLog
import TokenMachine

/// The events since that time after which a session had failed, one line each.
///
/// - Parameter since: By the wall clock, in microseconds since the Unix epoch.
func failures(in path: String, since: Int64) throws(LogError) -> [String] {
    let reader = try LogReader(path: path)
    var query = EventQuery()
    query.since = since
    let events = try reader.events(query)
    var lines: [String] = []
    while let stored = try events.next() {
        guard case .event(let event, from: _, let transition) = stored.content,
            case .failed(let held) = transition.state
        else { continue }
        lines.append("\(stored.seq) \(event.kind): \(held.failure)")
    }
    return lines
}
