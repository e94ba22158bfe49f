// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachine

/// Two processes on one log and one session, and what one of them does that the other has to hear of.
@Suite struct SiblingTests {
    @Test func `a new process takes over while the old one waits for its last answer, and nothing is lost`()
        async throws
    {
        // The server has taken the old refresh token and is slow to say what takes its place.
        try await Bench.run(["--access-lifetime", "3", "--fault", "refresh:slow=2"]) { bench in
            try await bench.login()
            let old = try CallerProcess(on: bench)
            while try bench.sandbox.journal.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
            // At once, so that the answer is still to come, however slow the machine is.
            old.process.send(SIGTERM)
            let new = try CallerProcess(on: bench)
            _ = try await new.process.firstLine()
            let ended = try await old.process.result()
            #expect(ended.exit == 0, "\(ended.error)")
            #expect(ended.output.hasSuffix("\nclosed\n"))
            _ = try await new.reads(from: Self.now)
            let last = try await new.close()
            #expect(last.exit == 0, "\(last.error)")

            let journal = try bench.sandbox.journal
            #expect(journal.allSatisfy { $0.outcome == "granted" })
            #expect(journal.map(\.grant).filter { $0 == "password" }.count == 1)
            let spent = journal.compactMap(\.refreshTokenHash)
            #expect(Set(spent).count == spent.count)
            // What the server issued to whoever was about to end is in the log.
            var issued = 0
            let cursor = try LogReader(path: bench.log.path).events()
            while let event = try cursor.next() { issued += event.event?.kind == .grantIssued ? 1 : 0 }
            #expect(issued == journal.count)
            let reads = old.reads(in: ended.output) + new.reads(in: last.output)
            #expect(Set(reads.map(\.process)).count == 2)
            #expect(reads.filter { !$0.hasToken }.map(\.outcome) == [])
            try await bench.expectSoundLog()
        }
    }

    @Test func `a sign-out is seen by the next read in every process`() async throws {
        try await Bench.run { bench in
            try await bench.login()
            let callers = try (1...2).map { _ in try CallerProcess(on: bench) }
            for caller in callers { #expect(try await caller.reads(from: 0).allSatisfy(\.hasToken)) }

            let logout = try await bench.auth("logout")
            #expect(logout.exit == 0, "\(logout.error)")
            let signedOut = Self.now
            for caller in callers {
                #expect(try await Set(caller.reads(from: signedOut).map(\.outcome)) == ["needs-sign-in"])
            }
            try await bench.login()
            let signedIn = Self.now
            for caller in callers {
                #expect(try await caller.reads(from: signedIn).allSatisfy(\.hasToken))
                let reads = caller.reads(in: try await caller.close().output)
                #expect(reads.first { signedOut < $0.begin }?.outcome == "needs-sign-in")
            }
            try await bench.expectSoundLog()
        }
    }

    /// The wall clock, in microseconds since the Unix epoch.
    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }
}
