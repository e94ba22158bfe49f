// SPDX-License-Identifier: Apache-2.0

import AuditLog
import InMemoryTracing
import Testing
import TicketparkSandbox
import TokenMachine
import Tracing

@testable import TicketparkAuth

/// What a trace tells of token requests, by OpenTelemetry's names.
@Suite(.timeLimit(.minutes(1))) struct TracingTests {
    @Test func `a refresh is a span, and the request beneath it another one`() async throws {
        let tracer = InMemoryTracer()
        try await SandboxWorld.run { world in
            try await withTracer(tracer) {
                try await world.withSession { session in
                    tracer.clearFinishedSpans()
                    await session.reject(try await session.accessToken())
                    _ = try await session.accessToken()
                }
            }
            let refresh = try #require(tracer.span("token refresh"))
            #expect(refresh.kind == .internal)
            #expect(refresh.parentSpanID == nil)
            #expect(
                refresh.texts == [
                    "ticketpark_auth.session": "box-office", "ticketpark_auth.operation": "refresh",
                    "ticketpark_auth.attempt": "2", "ticketpark_auth.try": "1", "ticketpark_auth.outcome": "granted",
                ])
            #expect(refresh.status == nil)
            let request = try #require(tracer.span("POST"))
            #expect(request.kind == .client)
            #expect(request.parentSpanID == refresh.spanID)
            let endpoint = world.provider.tokenEndpoint
            #expect(
                request.texts == [
                    "http.request.method": "POST", "http.response.status_code": "200",
                    "server.address": endpoint.host, "server.port": "\(try #require(endpoint.port))",
                    "url.full": "\(endpoint)",
                ])
            #expect(request.status == nil)
        }
    }

    @Test func `a denial is an error by its OAuth code, and by its status`() async throws {
        let tracer = InMemoryTracer()
        try await SandboxWorld.run { world in
            try await withTracer(tracer) {
                try await world.withService { service in
                    let session = try service.session("box-office")
                    await #expect(throws: TokenError.needsSignIn(.signInRejected)) {
                        try await session.signIn(username: world.sandbox.username, password: "wrong")
                    }
                }
            }
        }
        let signIn = try #require(tracer.span("token sign-in"))
        #expect(signIn.texts["ticketpark_auth.outcome"] == "denied")
        #expect(signIn.texts["error.type"] == "invalid_grant")
        #expect(signIn.status?.code == .error)
        let request = try #require(tracer.span("POST"))
        #expect(request.texts["http.response.status_code"] == "400")
        #expect(request.texts["error.type"] == "400")
        #expect(request.status?.code == .error)
    }

    @Test(arguments: [
        (TokenFault.html(status: 502), "serverError", "502" as String?, "502" as String?),
        (.html(status: 200), "notAGrant", "200", nil),
        (.dropAfterRotating, "disconnected", nil, "disconnected"),
    ])
    func `an answer that is none is an error by its kind`(
        fault: TokenFault, kind: String, status: String?, requestError: String?
    ) async throws {
        let tracer = InMemoryTracer()
        try await SandboxWorld.run { world in
            let endpoint = try HTTPTokenEndpoint(provider: world.provider)
            let instruments = Instruments(logger: .silent)
            let label = try SessionLabel("box-office")
            world.sandbox.inject(fault, into: .password)
            _ = await withTracer(tracer) {
                await instruments.measure(.burn, of: label) { await endpoint.exchange(world.signInExchange) }
            }
            await endpoint.shutdown()
        }
        let exchange = try #require(tracer.span("token burn"))
        #expect(exchange.texts["ticketpark_auth.outcome"] == "faulted")
        #expect(exchange.texts["error.type"] == kind)
        #expect(exchange.status?.code == .error)
        let request = try #require(tracer.span("POST"))
        #expect(request.texts["http.response.status_code"] == status)
        #expect(request.texts["error.type"] == requestError)
        #expect(request.status?.code == (requestError == nil ? nil : .error))
    }

    @Test func `a server that cannot be reached is an error without a status`() async throws {
        let tracer = InMemoryTracer()
        let provider = try Provider.ticketpark(
            clientKey: "1_test", clientSecret: Secret("test"), baseURL: "https://localhost:1")
        let endpoint = try HTTPTokenEndpoint(provider: provider)
        _ = await withTracer(tracer) {
            await endpoint.exchange(TokenExchange(credential: .refreshToken(Secret("r")), openFor: .seconds(30)))
        }
        await endpoint.shutdown()
        let request = try #require(tracer.span("POST"))
        #expect(request.texts["http.response.status_code"] == nil)
        #expect(request.texts["error.type"] == "unreachable")
        #expect(request.texts["server.port"] == "1")
        #expect(request.status?.code == .error)
    }

    @Test func `the query of an address is told nobody`() throws {
        let tracer = InMemoryTracer()
        let url = try ServerURL(parsing: "https://auth.example/token?api_key=hidden")
        withTracer(tracer) { HTTPSpan("POST", url).end(status: 204) }
        let request = try #require(tracer.span("POST"))
        #expect(request.texts["url.full"] == "https://auth.example/token")
        #expect(request.texts["server.port"] == "443")
        #expect(request.texts.values.allSatisfy { !$0.contains("hidden") })
    }

    @Test func `a burn is traced`() async throws {
        let tracer = InMemoryTracer()
        try await SandboxWorld.run { world in
            try await withTracer(tracer) {
                try await world.withSession { try await $0.signOut(burn: true) }
            }
        }
        let burn = try #require(tracer.span("token burn"))
        #expect(burn.texts["ticketpark_auth.session"] == "box-office")
        #expect(burn.texts["ticketpark_auth.outcome"] == "granted")
        #expect(tracer.finishedSpans.contains { $0.operationName == "POST" && $0.parentSpanID == burn.spanID })
    }

    @Test func `who waits for a token has a span of that, who is served from memory has none`() async throws {
        let tracer = InMemoryTracer()
        try await SandboxWorld.run { world in
            try await withTracer(tracer) {
                try await world.withSession { session in
                    let old = try await session.accessToken()
                    try await withSpan("sale") { _ in _ = try await session.accessToken() }
                    #expect(tracer.finishedSpans.count { $0.operationName == "token wait" } == 0)
                    await session.reject(old)
                    try await withSpan("sale") { _ in _ = try await session.accessToken() }
                }
            }
        }
        let wait = try #require(tracer.span("token wait"))
        let sales = tracer.finishedSpans.filter { $0.operationName == "sale" }
        #expect(wait.parentSpanID == sales.last?.spanID)
        #expect(wait.texts == ["ticketpark_auth.session": "box-office"])
        #expect(tracer.finishedSpans.allSatisfy { $0.operationName != "token refresh" || $0.parentSpanID == nil })
    }

    @Test func `what is done in its own time is no part of who asked before`() async throws {
        let clock = HandClock()
        let tracer = InMemoryTracer()
        let recorder = LogRecorder(traces: true)
        try await SandboxWorld.run(clock: clock) { world in
            try await withTracer(tracer) {
                try await world.withService(logger: recorder.logger) { service in
                    let session = try service.session("box-office")
                    let old = try await withSpan("sale") { _ in
                        try await world.signIn(session)
                        return try await session.accessToken()
                    }
                    clock.advance(by: RenewalTests.renewal)
                    _ = try await session.renewal(of: old)
                }
            }
        }
        let sale = try #require(tracer.span("sale"))
        let lines = recorder.lines.filter { $0.contains("session event") }
        #expect(lines.count { $0.contains("trace=\(sale.traceID)") && $0.contains("event=signInRequested") } == 1)
        #expect(lines.count { $0.contains("event=deadlineReached") && !$0.contains("trace=") } == 1)
        let refresh = try #require(tracer.span("token refresh"))
        #expect(refresh.traceID != sale.traceID)
    }
}

extension InMemoryTracer {
    /// The first finished span of that name.
    func span(_ name: String) -> FinishedInMemorySpan? {
        finishedSpans.first { $0.operationName == name }
    }
}

extension FinishedInMemorySpan {
    /// Its attributes as texts.
    var texts: [String: String] {
        var texts: [String: String] = [:]
        attributes.forEach { name, value in
            switch value {
            case .string(let text): texts[name] = text
            case .int32(let number): texts[name] = "\(number)"
            case .int64(let number): texts[name] = "\(number)"
            default: texts[name] = "\(value)"
            }
        }
        return texts
    }
}
