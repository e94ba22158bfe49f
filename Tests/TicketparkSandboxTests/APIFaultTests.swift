// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing
import TicketparkSandbox

/// Faults of the API, as a client meets them.
@Suite(.timeLimit(.minutes(1)))
struct APIFaultTests {
    @Test(arguments: [
        (APIFault.unauthorizedWithoutChallenge, 401), (.status(500), 500), (.status(429, retryAfter: .seconds(3)), 429),
        (.expiredToken, 401), (.insufficientScope("admin"), 403), (.html(status: 200), 200),
    ])
    func `one call goes wrong, the next is well`(fault: APIFault, status: Int) async throws {
        try await withSandbox { sandbox, client in
            let token = try await client.signIn().accessToken
            sandbox.inject(fault)
            #expect(try await client.events(token).status == status)
            #expect(try await client.events(token).headers["X-Count"] == ["3"])
        }
    }

    @Test func `a 401 can lack its challenge`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.inject(.unauthorizedWithoutChallenge)
            let answer = try await client.events("x")
            #expect(answer.headers["WWW-Authenticate"] == [])
        }
    }

    @Test func `a missing scope is named`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.inject(.insufficientScope("admin"))
            let answer = try await client.events("x")
            let header = try #require(answer.headers["WWW-Authenticate"].first)
            #expect(header.hasPrefix(#"Bearer realm="Service", error="invalid_scope""#))
            #expect(header.hasSuffix(#"scope="admin""#))
        }
    }

    @Test func `Retry-After comes in seconds`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.inject(.status(429, retryAfter: .seconds(3)))
            let answer = try await client.events("x")
            #expect(answer.headers["Retry-After"] == ["3"])
        }
    }

    @Test(arguments: [(APIFault.dropBeforeWork, 4), (.dropAfterWork, 5)])
    func `a dropped call is done or not`(fault: APIFault, records: Int) async throws {
        try await withSandbox { sandbox, client in
            let token = try await client.signIn().accessToken
            sandbox.inject(fault)
            await #expect(throws: (any Error).self) {
                _ = try await client.call("POST", "/events/", authorization: "Bearer \(token)", body: "{}")
            }
            #expect(sandbox.records(in: "events").count == records)
            #expect(sandbox.counts.apiCallsDropped == 1)
            #expect(sandbox.counts.allAPICalls == 1)
        }
    }

    @Test func `a fault can wait for the third call from now`() async throws {
        try await withSandbox { sandbox, client in
            let token = try await client.signIn().accessToken
            sandbox.inject(.status(500), skipping: 2)
            var statuses: [Int] = []
            for _ in 0..<4 { statuses.append(try await client.events(token).status) }
            #expect(statuses == [200, 200, 500, 200])
            #expect(sandbox.counts.apiCalls == [200: 3, 500: 1])
        }
    }

    @Test func `faults can be taken back`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.inject(.dropBeforeWork, times: 3)
            sandbox.inject(.dropBeforeWork, into: .password, times: 2)
            #expect(sandbox.waitingFaults == 5)
            sandbox.clearFaults()
            #expect(sandbox.waitingFaults == 0)
            let token = try await client.signIn().accessToken
            #expect(try await client.events(token).status == 200)
        }
    }
}
