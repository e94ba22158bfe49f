// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TicketparkAuth
import TicketparkAuthTesting
import TokenMachine

@testable import tpboxoffice

/// What the box office does while its session is in trouble, in virtual time.
struct SessionTroubleTests {
    @Test func `a lost refresh is told in time, then refused with its reason, and over with a sign-in`() async throws {
        let world = SimulatedWorld(seed: 42)
        world.server.loseAnswer(ofRefresh: 3)
        try await world.run(for: .hours(2)) { session in
            var warnings: [Int] = []
            var visit = try await Visit(to: session, in: world)
            while visit.health == .ok {
                #expect(visit.sale == .ok)
                if visit.report.health == .degraded {
                    #expect(visit.report.reason == Failure.refreshTokenLost.explanation)
                    #expect(visit.report.next == "tpauth login --session default")
                    warnings.append(visit.report.secondsLeft ?? 0)
                }
                try await world.clock.sleep(for: .seconds(30))
                visit = try await Visit(to: session, in: world)
            }
            #expect(warnings.count >= 4 && warnings == warnings.sorted(by: >) && warnings.allSatisfy { $0 > 0 })

            #expect(visit.health == .serviceUnavailable && visit.report.health == .needsSignIn)
            #expect(visit.report.reason == Failure.refreshTokenLost.explanation)
            #expect(visit.sale == .serviceUnavailable && visit.retryAfter == nil)
            #expect(visit.said.contains("the session needs a sign-in"))

            try await session.signIn(username: "box-office", password: "correct horse")
            let after = try await Visit(to: session, in: world)
            #expect(after.health == .ok && after.report.health == .usable && after.sale == .ok)
            #expect(after.report.reason == nil && after.report.next == nil)
        }
        #expect(world.history.invariantViolations.isEmpty)
    }

    @Test func `a token server that is down is waited for, and nobody has to sign in`() async throws {
        let world = SimulatedWorld(seed: 42)
        for number in 1...20 { world.server.fail(refresh: number, .unreachable) }
        try await world.run(for: .hours(6)) { session in
            var refused = 0
            var retryAfter: Set<String> = []
            while world.server.refreshCount <= 20 {
                let visit = try await Visit(to: session, in: world)
                #expect(visit.health == visit.sale)
                #expect(visit.report.health != .needsSignIn && visit.report.next == nil)
                if visit.sale == .serviceUnavailable {
                    refused += 1
                    #expect(visit.report.secondsLeft == 0)
                    if let seconds = visit.retryAfter { retryAfter.insert(seconds) }
                }
                try await world.clock.sleep(for: .seconds(30))
            }
            #expect(refused > 0 && !retryAfter.isEmpty)
            let after = try await Visit(to: session, in: world)
            #expect(after.health == .ok && after.sale == .ok && after.report.health == .usable)
        }
        #expect(world.server.signInCount == 1)
        #expect(world.history.invariantViolations.isEmpty)
    }

    @Test func `after a sign-out the box office is closed, and says how to open it`() async throws {
        let world = SimulatedWorld(seed: 42)
        try await world.run(for: .hours(1)) { session in
            try await session.signOut()
            let visit = try await Visit(to: session, in: world)
            #expect(visit.health == .serviceUnavailable && visit.sale == .serviceUnavailable)
            #expect(visit.report.reason == Failure.notSignedIn.explanation)
            #expect(visit.report.description.hasSuffix("; run tpauth login --session default"))
        }
    }
}
