// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Who of those that wrote to a log is still there.
struct LivenessTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    @Test func `another writer is known to be gone when it is, and not before`() throws {
        let log = try bench.open()
        do {
            let other = try bench.open()
            try other.append(bench.event(.signInRequested))
            #expect(try !log.isGone(writer: 1))
            #expect(try !log.isGone(writer: 1))
            try other.close()
            #expect(try !log.isGone(writer: 1))
        }
        #expect(try log.isGone(writer: 1))
        // Asking does not take its place.
        #expect(try bench.open().isGone(writer: 1))
    }

    @Test func `one is not gone oneself, and nobody is gone who never was`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested))
        #expect(try !log.isGone(writer: 1))
        #expect(try !log.isGone(writer: 99))
    }

    @Test func `a process that was killed is gone, and its sign-in can be ended`() async throws {
        let path = bench.path
        let keyPath = bench.keyPath
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, keyPath = keyPath as String] in
            let log = try EventLog(path: path, keys: .file(path: keyPath))
            _ = try log.append([
                AppendRequest(
                    id: EventID(milliseconds: 1, random: Array(0..<10)),
                    .event(.signInRequested, try SessionLabel("box-office"), policy: .ticketpark, secrets: []),
                    at: Instant(milliseconds: 1))
            ])
            kill(getpid(), SIGKILL)
        }
        let log = try bench.open()
        let session = try #require(try log.session(.office))
        let current = try #require(session.state.request?.current)
        let sender = try #require(try log.sender(of: current, in: session.id))
        #expect(try log.isGone(writer: sender))
        let transition = try log.transition(bench.event(.attemptInterrupted(current.attempt)))
        #expect(transition.effects.settle == .failed(.interrupted))
        try checkLog(bench.path)
    }

    @Test func `the sender of a try is who appended the event from which it followed`() throws {
        let one = try bench.open()
        let other = try bench.open()
        try one.append(bench.event(.tokenRequested))
        let current = try #require(try other.transition(bench.event(.signInRequested)).effects.send?.current)
        try one.append(bench.event(.tokenRequested))
        #expect(try one.sender(of: current, in: SessionID(1)) == 2)
        #expect(try one.sender(of: TokenTry(attempt: Attempt(2), number: 1), in: SessionID(1)) == nil)
        #expect(try one.sender(of: current, in: SessionID(2)) == nil)
    }

    @Test(arguments: [false, true])
    func `a process that is killed at its commit leaves all of it or nothing`(_ commits: Bool) async throws {
        try bench.makeLog()
        let path = bench.path
        let keyPath = bench.keyPath
        await #expect(processExitsWith: .exitCode(9)) {
            [path = path as String, keyPath = keyPath as String, commits = commits as Bool] in
            var environment = LogEnvironment.system
            environment.commit = { database throws(SQLiteFailure) in
                if commits { try database.execute("COMMIT") }
                _exit(9)
            }
            let log = try EventLog(path: path, keys: .file(path: keyPath), environment: environment)
            _ = try log.append(
                try (0..<10).map { number in
                    AppendRequest(
                        id: EventID(milliseconds: 1, random: Array(number..<number + 10)),
                        .event(.signInRequested, try SessionLabel("box-office"), policy: .ticketpark, secrets: []),
                        at: Instant(milliseconds: 1))
                })
        }
        let log = try bench.open()
        #expect(log.size == (commits ? 13 : 3))
        #expect(try log.append(bench.event(.tokenRequested)).seq == log.size)
        try checkLog(bench.path)
    }
}
