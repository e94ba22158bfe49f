// SPDX-License-Identifier: Apache-2.0

import Testing
import TicketparkSandbox

/// Faults that wait, and what is counted meanwhile.
@Suite(.timeLimit(.minutes(1)))
struct HeldAnswerTests {
    @Test func `a held answer is done with its work before it comes`() async throws {
        try await withSandbox { sandbox, client in
            let token = try await client.signIn().refreshToken
            sandbox.inject(.held, into: .refresh)
            async let held = client.refresh(token)
            await sandbox.waitForHeldAnswers()
            #expect(sandbox.counts.refreshesGranted == 1)
            #expect(try await client.refresh(token).json["error"] == "invalid_grant")
            sandbox.releaseHeldAnswers()
            let answer = try await held
            #expect(try await client.refresh(answer.refreshToken).status == 200)
        }
    }

    @Test func `requests in flight are counted, also those of the past`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.inject(.held, into: .password, times: 2)
            async let first = client.signIn()
            async let second = client.signIn()
            await sandbox.waitForHeldAnswers(atLeast: 2)
            #expect(sandbox.counts.mostTokenRequestsInFlight == 2)
            sandbox.releaseHeldAnswers()
            #expect(try await [first.status, second.status] == [200, 200])
            #expect(sandbox.journal.map(\.inFlight).max() == 2)
            _ = try await client.signIn()
            #expect(sandbox.counts.mostTokenRequestsInFlight == 2)
            #expect(sandbox.journal.last?.inFlight == 1)
        }
    }

    @Test func `a slow answer takes its time`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.inject(.slow(.milliseconds(300)), into: .password)
            let clock = ContinuousClock()
            let start = clock.now
            let answer = try await client.signIn()
            #expect(answer.status == 200)
            #expect(clock.now - start >= .milliseconds(300))
        }
    }

    @Test func `stopping drops what is held and what is slow`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.inject(.held, into: .password)
            sandbox.inject(APIFault.slow(.seconds(3_600)))
            let held = Task { try await client.signIn() }
            let slow = Task { try await client.call("GET", "/events/") }
            await sandbox.waitForHeldAnswers()
            while sandbox.counts.allAPICalls == 0 { await Task.yield() }
            try await sandbox.stop()
            await #expect(throws: (any Error).self) { _ = try await held.value }
            await #expect(throws: (any Error).self) { _ = try await slow.value }
        }
    }
}
