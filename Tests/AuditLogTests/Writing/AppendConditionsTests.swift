// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// Under which conditions an event is appended at all.
struct AppendConditionsTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    @Test func `an id that stands in the log answers only for the same event`() throws {
        let log = try bench.open()
        let request = bench.event(.signInRequested, note: "first")
        let first = try log.append(request)
        #expect(try log.append(request) == first)
        var others = [request, request, request, request]
        others[0].note = "second"
        others[1].cause = 1
        others[2].content = .event(.tokenRequested, .office, policy: .ticketpark, secrets: [])
        others[3].content = .record(LogRecord(.clockJumped))
        var policy = TokenPolicy.ticketpark
        policy.renewal = .onDemand
        var another = request
        another.content = .event(.signInRequested, .office, policy: policy, secrets: [])
        others.append(another)
        another.content = .event(.signInRequested, .kiosk, policy: .ticketpark, secrets: [])
        others.append(another)
        for other in others {
            #expect(throws: LogError.idTaken(path: log.path, seq: 1)) { try log.append(other) }
        }
        #expect(log.size == 1)
        try checkLog(bench.path)
    }

    @Test func `an event is found by its id in whatever order ids came`() throws {
        let ids = [bench.nextID(), bench.nextID(), bench.nextID()]
        var last = bench.event(.signInRequested)
        last.id = ids[2]
        let stored = try bench.open().append(last)
        let log = try bench.open()
        // What the log itself records asks for no other id before it.
        try log.rotateSigningKey(id: ids[0], at: log.lastInstant)
        #expect(try log.append(last) == stored)
        var late = bench.event(.tokenRequested)
        late.id = ids[1]
        #expect(try log.append(late) == log.append(late))
        #expect(try log.append(last) == stored)
        #expect(log.size == 3)
        try checkLog(bench.path)
    }

    @Test func `an event that expects a version of its session is refused at another`() throws {
        let log = try bench.open()
        var request = bench.event(.signInRequested)
        request.expectedVersion = 0
        try log.append(request)
        request.id = bench.nextID()
        #expect(throws: LogError.versionConflict(path: log.path, expected: 0, actual: 1)) { try log.append(request) }
        request.expectedVersion = 1
        try log.append(request)
        // The same again is no conflict, whatever came since.
        try log.append(bench.event(.tokenRequested))
        try log.append(request)
        #expect(log.size == 3)
    }

    @Test func `a relaxed log says so from its first hash on, and asks less of the disk`() throws {
        let log = try EventLog(
            path: bench.path, keys: bench.keys, durability: .relaxed, environment: bench.environment)
        try log.append(bench.event(.signInRequested))
        #expect(try bench.look().integers("SELECT durability FROM meta") == [2])
        #expect(try log.connected().database.integer("PRAGMA synchronous") == 1)
        // Who opens it later cannot choose again.
        let again = try bench.open()
        #expect(try again.connected().database.integer("PRAGMA synchronous") == 1)
        let full = try LogBench(seed: 2)
        #expect(try full.open().connected().database.integer("PRAGMA synchronous") == 2)
        try checkLog(bench.path)
    }

    @Test(arguments: [LogRecord.Kind.keyRotated, .logArchived])
    func `a record that goes with a change of other rows is only written by the log itself`(
        _ kind: LogRecord.Kind
    ) throws {
        let log = try bench.open()
        let reason = "\(kind) is recorded by the log itself"
        #expect(throws: LogError.notWritten(path: log.path, reason: reason)) {
            try log.append([bench.event(.signInRequested), bench.record(LogRecord(kind))])
        }
        #expect(log.size == 0)
    }
}
