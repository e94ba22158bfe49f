// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing

@testable import TicketparkAuth

/// The table of a service's sessions.
@Suite struct SessionTableTests {
    @Test func `who has a handle shares it with the next one, also when the session was let go of`() throws {
        var table = SessionTable()
        let label = try SessionLabel("box-office")
        let held = table.session(label)
        table.letGo(of: label)
        #expect(table.session(label) === held)
    }

    @Test func `a session without a handle is gone at once`() throws {
        var table = SessionTable()
        let label = try SessionLabel("box-office")
        _ = table.session(label)
        table.letGo(of: label)
        #expect(table.count == 0)
        table.letGo(of: label)
        #expect(table.count == 0)
    }

    @Test func `sessions whose handles went later do not gather`() throws {
        var table = SessionTable()
        let kept = try (1...10).map { number in
            let label = try SessionLabel("kept-\(number)")
            let session = table.session(label)
            table.letGo(of: label)
            return session
        }
        var most = 0
        for number in 1...10_000 {
            let label = try SessionLabel("passing-\(number)")
            do {
                let handle = table.session(label)
                table.letGo(of: label)
                withExtendedLifetime(handle) {}
            }
            most = max(most, table.count)
        }
        #expect(most <= 2 * (kept.count + 16))
        withExtendedLifetime(kept) {}
    }
}
