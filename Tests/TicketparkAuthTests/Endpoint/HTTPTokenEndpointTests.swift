// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TicketparkSandbox
import TokenMachine

@testable import TicketparkAuth

/// Against the sandbox, over HTTPS.
@Suite(.timeLimit(.minutes(5))) struct HTTPTokenEndpointTests {
    private func withEndpoint(
        _ configuration: SandboxConfiguration = SandboxConfiguration(), clientSecret: String? = nil,
        _ body: (Sandbox, HTTPTokenEndpoint) async throws -> Void
    ) async throws {
        try await withSandbox(configuration, clientSecret: clientSecret) { sandbox, provider in
            let endpoint = try HTTPTokenEndpoint(provider: provider)
            try await body(sandbox, endpoint)
            await endpoint.shutdown()
        }
    }

    private func signIn(_ sandbox: Sandbox, password: String? = nil) -> TokenExchange {
        TokenExchange(
            credential: .password(
                username: Secret(sandbox.username), password: Secret(password ?? sandbox.password)),
            openFor: .seconds(20))
    }

    private func refresh(_ token: Secret?) -> TokenExchange {
        TokenExchange(credential: .refreshToken(token ?? Secret("none")), openFor: .seconds(20))
    }

    @Test func `a password of special characters arrives intact and buys tokens`() async throws {
        try await withEndpoint { sandbox, endpoint in
            #expect(sandbox.password == "pa ss+w%20rd&ü=1")
            guard case .granted(let tokens) = await endpoint.exchange(signIn(sandbox)) else {
                Issue.record("not granted")
                return
            }
            #expect(tokens.access.reveal().count == 86)
            #expect(tokens.refresh != nil)
            #expect(tokens.lifetime == .seconds(600))
            #expect(sandbox.counts.signIns == 1)
        }
    }

    @Test func `refreshes rotate, each on a connection of its own`() async throws {
        try await withEndpoint { sandbox, endpoint in
            var outcome = await endpoint.exchange(signIn(sandbox))
            for _ in 1...3 {
                guard case .granted(let tokens) = outcome else {
                    Issue.record("not granted: \(outcome)")
                    return
                }
                outcome = await endpoint.exchange(refresh(tokens.refresh))
            }
            #expect(sandbox.counts.refreshesGranted == 3)
            #expect(Set(sandbox.journal.map(\.connection)).count == 4)
        }
    }

    @Test func `a wrong password and a dead refresh token are denials`() async throws {
        try await withEndpoint { sandbox, endpoint in
            let denial = Denial(code: .invalidGrant, status: 400)
            #expect(
                await endpoint.exchange(signIn(sandbox, password: "wrong"))
                    == .denied(denial, ServerText("invalid_grant: Invalid username and password combination")))
            #expect(
                await endpoint.exchange(refresh(Secret("spent")))
                    == .denied(denial, ServerText("invalid_grant: Invalid refresh token")))
        }
    }

    @Test func `a wrong client secret is invalid_client`() async throws {
        try await withEndpoint(clientSecret: "not-the-secret") { sandbox, endpoint in
            guard case .denied(let denial, _) = await endpoint.exchange(signIn(sandbox)) else {
                Issue.record("no denial")
                return
            }
            #expect(denial == Denial(code: .invalidClient, status: 400))
        }
    }

    @Test(
        arguments: [
            (TokenFault.dropBeforeWork, FaultKind.disconnected, nil), (.dropAfterRotating, .disconnected, nil),
            (.truncatedBody, .disconnected, 200), (.html(status: 200), .notAGrant, 200),
            (.oversizeBody(bytes: 70_000), .notAGrant, 200), (.endlessBody, .notAGrant, 200),
            (.tokenType("mac"), .notAGrant, 200), (.emptyForbidden, .refusedByProxy, 403),
            (.status(429), .overloaded, 429), (.status(502), .serverError, 502),
            (.statusAfterRotating(500), .serverError, 500), (.crash(after: .deleteOldRefreshToken), .serverError, 500),
            (.redirect(to: "https://evil.example/"), .redirected, 307),
        ] as [(TokenFault, FaultKind, UInt16?)])
    func `a fault is told as what it is, and exactly one request was made`(
        fault: TokenFault, kind: FaultKind, status: UInt16?
    ) async throws {
        try await withEndpoint { sandbox, endpoint in
            sandbox.inject(fault, into: .password)
            guard case .faulted(let told, _) = await endpoint.exchange(signIn(sandbox)) else {
                Issue.record("no fault")
                return
            }
            #expect(told == Fault(kind, status: status, reached: .maybe))
            #expect(sandbox.counts.signIns == 1)
        }
    }

    @Test func `what the server repeats of us is dropped`() async throws {
        try await withEndpoint { sandbox, endpoint in
            sandbox.inject(.echo(error: "invalid_grant"), into: .password)
            #expect(
                await endpoint.exchange(signIn(sandbox))
                    == .denied(Denial(code: .invalidGrant, status: 400), nil))
        }
    }

    @Test func `a wait that the server names in either form is kept`() async throws {
        try await withEndpoint { sandbox, endpoint in
            sandbox.inject(.status(503, retryAfter: .seconds(7)), into: .password)
            guard case .faulted(let fault, _) = await endpoint.exchange(signIn(sandbox)) else {
                Issue.record("no fault")
                return
            }
            #expect(fault.retryAfter == .seconds(7))
        }
    }

    @Test(arguments: [TokenFault.expiresInOmitted, .expiresIn(.null), .expiresIn(0)])
    func `a grant without a usable lifetime is a grant`(fault: TokenFault) async throws {
        try await withEndpoint { sandbox, endpoint in
            sandbox.inject(fault, into: .password)
            guard case .granted(let tokens) = await endpoint.exchange(signIn(sandbox)) else {
                Issue.record("not granted")
                return
            }
            #expect(tokens.isLifetimeAssumed)
        }
    }

    @Test func `an answer that does not come in time is told as such, and the request was sent`() async throws {
        try await withSandbox { sandbox, provider in
            sandbox.inject(.held, into: .password)
            // Time is up in the moment in which the server holds its answer back.
            let endpoint = try HTTPTokenEndpoint(
                provider: provider,
                sleep: { limit in
                    #expect(limit == .seconds(20))
                    await sandbox.waitForHeldAnswers()
                })
            #expect(await endpoint.exchange(signIn(sandbox)) == .faulted(Fault(.timedOut, reached: .maybe), nil))
            #expect(sandbox.counts.signIns == 1)
            sandbox.releaseHeldAnswers()
        }
    }

    @Test func `cancelling the task breaks the exchange off at once`() async throws {
        try await withEndpoint { sandbox, endpoint in
            sandbox.inject(.held, into: .password)
            let exchange = signIn(sandbox)
            let task = Task { await endpoint.exchange(exchange) }
            await sandbox.waitForHeldAnswers()
            task.cancel()
            #expect(await task.value == .faulted(Fault(.disconnected, reached: .maybe), nil))
            sandbox.releaseHeldAnswers()
        }
    }

    @Test func `shutting down breaks off what is in flight, and nothing is sent afterwards`() async throws {
        try await withEndpoint { sandbox, endpoint in
            sandbox.inject(.held, into: .password)
            let exchange = signIn(sandbox)
            let task = Task { await endpoint.exchange(exchange) }
            await sandbox.waitForHeldAnswers()
            await endpoint.shutdown()
            #expect(await task.value == .faulted(Fault(.disconnected, reached: .maybe), nil))
            #expect(await endpoint.exchange(exchange) == .faulted(Fault(.notSent, reached: .no), nil))
            #expect(sandbox.counts.signIns == 1)
            sandbox.releaseHeldAnswers()
        }
    }

    @Test func `no time and a cancelled task send nothing`() async throws {
        try await withEndpoint { sandbox, endpoint in
            var exchange = signIn(sandbox)
            exchange.openFor = .zero
            #expect(await endpoint.exchange(exchange) == .faulted(Fault(.notSent, reached: .no), nil))
            let patient = signIn(sandbox)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await endpoint.exchange(patient)
            }
            #expect(await task.value == .faulted(Fault(.notSent, reached: .no), nil))
            #expect(sandbox.counts.signIns == 0)
        }
    }

    @Test func `a server under an unknown authority gets nothing`() async throws {
        try await withSandbox { sandbox, provider in
            let stranger = try Provider.ticketpark(
                clientKey: provider.clientKey, clientSecret: provider.clientSecret, baseURL: sandbox.baseURL)
            let endpoint = try HTTPTokenEndpoint(provider: stranger)
            let outcome = await endpoint.exchange(signIn(sandbox))
            #expect(
                outcome == .faulted(Fault(.insecure, reached: .no), ServerText("CERTIFICATE_VERIFY_FAILED")))
            #expect(sandbox.counts.signIns == 0)
            await endpoint.shutdown()
        }
    }
}
