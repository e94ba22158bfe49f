// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TicketparkAuth
import TokenMachine

/// What holds when one service has many sessions, or one session many callers.
@Suite(.timeLimit(.minutes(1))) struct ManySessionsTests {
    /// Sessions that renew when they are asked.
    private static var onDemand: TokenPolicy {
        var policy = TokenPolicy.ticketpark
        policy.renewal = .onDemand
        return policy
    }

    @Test func `no more token requests are under way than are allowed, and each has its turn`() async throws {
        let world = try EndpointWorld()
        let endpoint = GatedEndpoint(isOpen: false)
        try await world.withService(endpoint, concurrentTokenRequests: 3, policy: Self.onDemand) { service in
            let sessions = try await service.sessions(20)
            try await withThrowingTaskGroup(of: TokenRef.self) { group in
                for session in sessions { group.addTask { try await session.accessToken().ref } }
                for number in 1...sessions.count {
                    await endpoint.waitForRequests(number)
                    if number >= 3 { endpoint.release(number - 2) }
                }
                endpoint.open()
                var tokens: Set<TokenRef> = []
                for try await token in group { tokens.insert(token) }
                #expect(tokens.count == sessions.count)
            }
            #expect(endpoint.mostUnderWay == 3)
            #expect(Set(endpoint.spent.compactMap { $0?.reveal() }).count == sessions.count)
        }
    }

    @Test func `a request that gets no answer gives its turn to others at its time limit`() async throws {
        let world = try EndpointWorld()
        let endpoint = GatedEndpoint(isOpen: false)
        try await world.withService(endpoint, concurrentTokenRequests: 1, policy: Self.onDemand) { service in
            let sessions = try await service.sessions(2)
            async let first = sessions[0].accessToken(waitingUpTo: .seconds(3600))
            await endpoint.waitForRequests(1)
            world.clock.advance(by: .seconds(30))
            async let second = sessions[1].accessToken(waitingUpTo: .seconds(3600))
            try await sessions[1].wait { $0.request != nil }
            #expect(endpoint.count == 1)
            world.clock.advance(by: .seconds(30))
            await endpoint.waitForRequests(2)
            #expect(endpoint.spent.last??.reveal() == "adopted-1")
            endpoint.open()
            _ = try await (first, second)
        }
    }

    @Test func `what comes due together is appended in one commit`() async throws {
        let world = try EndpointWorld()
        let endpoint = GatedEndpoint(isOpen: true)
        try await world.withService(endpoint) { service in
            let sessions = try await service.sessions(40)
            for session in sessions { _ = try await session.accessToken() }
            let log = try world.openLog()
            let before = (commits: log.commits.value, size: try log.events(after: 0).count)
            let gated = endpoint.count
            world.clock.advance(by: .seconds(580))
            await endpoint.waitForRequests(gated + sessions.count)
            for session in sessions { try await session.wait { $0.kind == .valid } }
            let due = try log.events(after: Int64(before.size)).filter { $0.event?.kind == .deadlineReached }
            #expect(due.count == sessions.count)
            // All at once, and then the answers as they came: alone they would take a commit for each session.
            #expect(due.map(\.seq) == Array(due[0].seq..<due[0].seq + Int64(sessions.count)))
            #expect(log.commits.value - before.commits <= UInt64(sessions.count) + 1)
        }
    }

    @Test func `ten thousand callers of one session share one request and one line in the log`() async throws {
        let world = try EndpointWorld()
        let endpoint = GatedEndpoint(isOpen: false)
        try await world.withService(endpoint, policy: Self.onDemand) { service in
            let session = try await service.sessions(1)[0]
            try await withThrowingTaskGroup(of: TokenRef.self) { group in
                for _ in 0..<10_000 { group.addTask { try await session.accessToken().ref } }
                await endpoint.waitForRequests(1)
                endpoint.open()
                var tokens: Set<TokenRef> = []
                for try await token in group { tokens.insert(token) }
                #expect(tokens.count == 1)
            }
        }
        #expect(try world.events().count { $0.event?.kind == .tokenRequested } <= 2)
        #expect(endpoint.count == 1)
    }
}
