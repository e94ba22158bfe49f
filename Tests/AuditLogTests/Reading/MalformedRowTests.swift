// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AuditLog

/// An event that cannot be read is damage, and the column that is to blame is named.
@Suite struct MalformedRowTests {
    @Test(arguments: [
        ("state = x'00'", "state"), ("effects = x'00'", "effects"), ("to_state = 1", "to_state"),
        ("from_state = 9", "from_state"), ("disposition = 99", "disposition"), ("kind = 42", "kind"),
        ("attempt = NULL", "attempt"), ("try = -1", "try"), ("requested_ms = NULL", "requested_ms"),
        ("reducer = 65536", "reducer"),
    ])
    func `the column that holds what no event has is named`(change: String, column: String) throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil { try $0.execute("UPDATE event SET \(change) WHERE seq = 9") }
        let damage = LogError.damaged(
            path: log.path, seq: 9, reason: "column \(column) holds what no event has")
        #expect(throws: damage) { try LogReader(path: log.path).event(9) }
        #expect(try LogReader(path: log.path).event(8) != nil)
    }
}
