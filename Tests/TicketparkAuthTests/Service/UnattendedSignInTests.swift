// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Synchronization
import Testing
import TicketparkAuth
import TokenMachine

/// What becomes of a session that needs a sign-in where a credential source was given.
@Suite(.timeLimit(.minutes(1))) struct UnattendedSignInTests {
    /// A source that tells when it was asked, and answers as it is told.
    private final class Source: CredentialSource {
        struct Unavailable: Error {}

        enum Answer {
            case credentials
            case none
            case error
        }

        let questions: AsyncStream<Failure>
        private let asked: AsyncStream<Failure>.Continuation
        private let answer = Mutex(Answer.credentials)
        private let questionCount = Mutex(0)

        init() { (questions, asked) = AsyncStream.makeStream() }

        var count: Int { questionCount.withLock { $0 } }

        func answers(_ answer: Answer) { self.answer.withLock { $0 = answer } }

        func credentials(for session: SessionLabel, after failure: Failure) async throws -> UserCredentials? {
            questionCount.withLock { $0 += 1 }
            defer { asked.yield(failure) }
            switch answer.withLock({ $0 }) {
            case .credentials:
                return UserCredentials(username: Secret("box-office"), password: Secret("from-the-vault"))
            case .none: return nil
            case .error: throw Unavailable()
            }
        }
    }

    private static let rejected = ExchangeOutcome.denied(Denial(code: .invalidGrant, status: 400), nil)

    @Test func `a session that lost its refresh token is signed in again`() async throws {
        let world = try EndpointWorld()
        let endpoint = ScriptedAnswers()
        let source = Source()
        try await world.withService(endpoint, credentials: source) { service in
            let session = try service.session("box-office")
            _ = try await session.state
            try await session.wait { $0.kind == .valid }
            #expect(source.count == 1)
            endpoint.answer(with: Self.rejected)
            world.clock.advance(by: .seconds(500))
            // Callers are served with the old token until it ends; nobody is asked before.
            try await session.wait {
                if case .valid(let held) = $0, case .heldBack = held.renewal { true } else { false }
            }
            #expect(source.count == 1)
            endpoint.answer(with: nil)
            world.clock.advance(by: .seconds(100))
            try await session.wait { if case .valid(let held) = $0, case .due = held.renewal { true } else { false } }
            var questions = source.questions.makeAsyncIterator()
            #expect(await questions.next() == .notSignedIn)
            #expect(await questions.next() == .refreshTokenRejected)
            #expect(source.count == 2)
        }
        #expect(SecretSearch([("password", "from-the-vault")]).findings(in: try world.bytes()).isEmpty)
    }

    @Test func `after a denial the source is not asked until its credentials change`() async throws {
        let world = try EndpointWorld()
        let endpoint = ScriptedAnswers()
        let source = Source()
        try await world.withService(endpoint, credentials: source) { service in
            endpoint.answer(with: Self.rejected)
            let session = try service.session("box-office")
            _ = try await session.state
            try await session.wait { $0.visibleFailure == .signInRejected }
            #expect(try await tokenError { _ = try await session.accessToken() } == .needsSignIn(.signInRejected))
            world.clock.advance(by: .hours(2))
            #expect(try await tokenError { _ = try await session.accessToken() } == .needsSignIn(.signInRejected))
            #expect((source.count, endpoint.count) == (1, 1))
            endpoint.answer(with: nil)
            try await service.credentialsChanged(for: "box-office")
            try await session.wait { $0.kind == .valid }
            #expect((source.count, endpoint.count) == (2, 2))
        }
    }

    @Test func `a denial is remembered over a restart`() async throws {
        let world = try EndpointWorld()
        let endpoint = ScriptedAnswers()
        endpoint.answer(with: Self.rejected)
        let source = Source()
        for _ in 1...3 {
            try await world.withService(endpoint, credentials: source) { service in
                let session = try service.session("box-office")
                _ = try await session.state
                try await session.wait { $0.visibleFailure == .signInRejected }
            }
        }
        #expect((source.count, endpoint.count) == (1, 1))
    }

    @Test func `nobody signs in again who was signed out`() async throws {
        let world = try EndpointWorld()
        let source = Source()
        let (told, teller) = AsyncStream.makeStream(of: HealthChange.self)
        try await world.withService(ScriptedAnswers(), credentials: source, onHealthChange: { teller.yield($0) }) {
            service in
            let session = try service.session("box-office")
            try await session.signIn(username: "box-office", password: "correct horse")
            try await session.signOut()
            for await change in told where change.health == .needsSignIn(.notSignedIn) { break }
            world.clock.advance(by: .hours(1))
            #expect(try await session.state.kind == .unauthenticated)
            #expect(source.count <= 1)
        }
    }

    @Test func `a source that cannot tell is asked again after pauses that grow`() async throws {
        let world = try EndpointWorld()
        let source = Source()
        source.answers(.error)
        try await world.withService(ScriptedAnswers(), credentials: source) { service in
            let session = try service.session("box-office")
            _ = try await session.state
            var questions = source.questions.makeAsyncIterator()
            _ = await questions.next()
            await world.clock.waitForSleeper(.seconds(30))
            world.clock.advance(by: .seconds(29))
            #expect(source.count == 1)
            world.clock.advance(by: .seconds(1))
            _ = await questions.next()
            await world.clock.waitForSleeper(.seconds(60))
            source.answers(.credentials)
            world.clock.advance(by: .seconds(60))
            try await session.wait { $0.kind == .valid }
            #expect(source.count == 3)
        }
    }

    @Test func `a source that has nothing for a session is not asked twice`() async throws {
        let world = try EndpointWorld()
        let source = Source()
        source.answers(.none)
        try await world.withService(ScriptedAnswers(), credentials: source) { service in
            let session = try service.session("box-office")
            _ = try await session.state
            var questions = source.questions.makeAsyncIterator()
            _ = await questions.next()
            world.clock.advance(by: .hours(3))
            #expect(try await session.state.kind == .unauthenticated)
            #expect(source.count == 1)
            source.answers(.credentials)
            try await service.credentialsChanged(for: "box-office")
            try await session.wait { $0.kind == .valid }
        }
    }
}
