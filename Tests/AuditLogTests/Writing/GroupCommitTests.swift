// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// Many callers share the commits of one log.
struct GroupCommitTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    private func open(_ adapt: (inout LogEnvironment) -> Void = { _ in }) throws -> GroupCommit {
        var environment = bench.environment
        adapt(&environment)
        return GroupCommit(try EventLog(path: bench.path, keys: bench.keys, environment: environment))
    }

    @Test func `each of many callers is answered when its own event is in the log`() async throws {
        let log = try open()
        let requests = (0..<200).map { _ in bench.event(.tokenRequested) }
        let outcomes = try await withThrowingTaskGroup(of: (Int, [AppendOutcome]).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask { (index, try await log.append([request])) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (index, request) in requests.enumerated() {
            guard case .appended(let stored) = try #require(outcomes[index]?.first) else {
                Issue.record("\(index) was refused")
                continue
            }
            #expect(stored.id == request.id)
        }
        #expect(try bench.look().integers("SELECT count(*) FROM event") == [200])
        try await log.close()
        try checkLog(bench.path)
    }

    @Test func `what waits behind a commit goes into the next one`() async throws {
        let commits = Count()
        let gate = Gate()
        let log = try open { environment in
            let commit = environment.commit
            environment.commit = { database throws(SQLiteFailure) in
                commits.value += 1
                if commits.value == 1 { gate.wait() }
                try commit(database)
            }
        }
        let requests = (0..<65).map { _ in bench.event(.tokenRequested) }
        async let first = log.append([requests[0]])
        await gate.reached()
        let others = requests.dropFirst().map { request in Task { try await log.append([request]) } }
        // All of them are queued once the last one is: tasks start in no order, so each is asked.
        while log.waitingCount < 64 { await Task.yield() }
        gate.open()
        _ = try await first
        for other in others { _ = try await other.value }
        #expect(commits.value == 2)
        try checkLog(bench.path)
    }

    @Test func `a request that fails for a reason of its own takes no other with it`() async throws {
        let gate = Gate()
        let commits = Count()
        let log = try open { environment in
            let commit = environment.commit
            environment.commit = { database throws(SQLiteFailure) in
                commits.value += 1
                if commits.value == 1 { gate.wait() }
                try commit(database)
            }
        }
        let first = bench.event(.signInRequested)
        var conflicting = bench.event(.tokenRequested)
        conflicting.id = first.id
        let good = bench.event(.tokenRequested)
        async let one = log.append([first])
        await gate.reached()
        let bad = Task { [conflicting] in try await log.append([conflicting]) }
        let other = Task { try await log.append([good]) }
        while log.waitingCount < 2 { await Task.yield() }
        gate.open()
        _ = try await one
        await #expect(throws: LogError.idTaken(path: bench.path, seq: 1)) { try await bad.value }
        #expect(try await other.value.count == 1)
        #expect(try bench.look().integers("SELECT count(*) FROM event") == [2])
    }

    @Test func `a full disk is told to all that waited, and nothing of theirs is in the log`() async throws {
        let log = try open { environment in
            environment.commit = { _ throws(SQLiteFailure) in
                throw SQLiteFailure(code: 13, message: "database or disk is full")
            }
        }
        let request = bench.event(.tokenRequested)
        await #expect(throws: LogError.diskFull(path: bench.path)) { try await log.append([request]) }
        #expect(try bench.look().integers("SELECT count(*) FROM event") == [0])
    }
}
