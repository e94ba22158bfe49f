// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AuditLog

/// What `verify` finds in logs whose hashes and signature are right: faults of a writer, or of who has its key.
@Suite struct VerificationOfMeaningTests {
    private let bench: LogBench

    init() throws {
        bench = try SpoiledLog.sample()
    }

    private func marks(_ sql: String) throws -> [SpoiledLog.Mark] {
        let log = try SpoiledLog(of: bench)
        try log.spoil { try $0.execute(sql) }
        try log.rehashAndSign()
        return try log.marks()
    }

    @Test func `hashing anew and signing hides no change of content from this suite's checks`() throws {
        #expect(try marks("UPDATE event SET note = 'other words' WHERE seq = 5") == [])
    }

    @Test func `a session's events are numbered without gaps`() throws {
        #expect(try marks("UPDATE event SET version = 99 WHERE seq = 15") == [.init(.session, 15)])
    }

    @Test func `an event starts from the state before it`() throws {
        #expect(try marks("UPDATE event SET from_state = 6 WHERE seq = 9") == [.init(.session, 9)])
    }

    @Test func `the wall clock does not run back`() throws {
        #expect(try marks("UPDATE event SET wall_us = 1 WHERE seq = 9") == [.init(.time, 9)])
    }

    @Test func `machine time does not run back`() throws {
        #expect(try marks("UPDATE event SET at_ms = 1 WHERE seq = 9") == [.init(.time, 9)])
    }

    @Test(arguments: [
        "to_state = 1", "failure = 7", "disposition = 99", "kind = 42", "attempt = NULL", "access_ref = NULL",
        "burn = 1", "subject = 1", "denial = 3", "state = x'00'", "effects = x'00'", "state = x''",
    ])
    func `the columns of an event agree with each other`(change: String) throws {
        // Where the state after an event is changed, the next event of the session does not start from it.
        let marks = try marks("UPDATE event SET \(change) WHERE seq = 9")
        #expect(marks.first == .init(.content, 9), "\(marks)")
        #expect(marks.dropFirst().allSatisfy { $0 == .init(.session, 12) }, "\(marks)")
    }

    @Test func `a record of the log stands under session 0, and an event of the machine does not`() throws {
        #expect(try marks("UPDATE event SET kind = 103, amount_ms = NULL WHERE seq = 11") == [])
        #expect(try marks("UPDATE event SET kind = 102 WHERE seq = 15").first == .init(.content, 15))
        #expect(try marks("UPDATE event SET kind = 8, amount_ms = NULL WHERE seq = 11").first == .init(.content, 11))
    }

    @Test func `a policy that is none is found`() throws {
        #expect(try marks("UPDATE policy SET content = x'0102' WHERE id = 2") == [.init(.content)])
    }
}
