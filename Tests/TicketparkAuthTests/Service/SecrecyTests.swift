// SPDX-License-Identifier: Apache-2.0

import AuditLog
import CoreMetrics
import Foundation
import InMemoryTracing
import Metrics
import MetricsTestKit
import Testing
import TicketparkAuth
import TicketparkSandbox
import TokenMachine
import Tracing

/// Nothing that must not be seen is seen anywhere, whatever a session goes through.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SecrecyTests {
    /// What is collected of a life, to be searched.
    private struct Traces {
        var errors: [String] = []
        var values: [String] = []

        mutating func note(_ body: () async throws -> Void) async {
            do {
                try await body()
            } catch {
                errors.append(everything(of: error))
            }
        }
    }

    @Test func `a whole life leaves no secret in log, errors, log lines, metrics, spans and files`() async throws {
        let metrics = TestMetrics()
        let tracer = InMemoryTracer()
        let recorder = LogRecorder()
        let search = try await withMetricsFactory(metrics) {
            try await withTracer(tracer) { try await lifeAndSearch(recorder) }
        }
        #expect(recorder.lines.count > 20)
        for line in recorder.lines { #expect(search.findings(in: line) == []) }
        #expect(metrics.names.count > 20)
        for name in metrics.names { #expect(search.findings(in: name) == []) }
        #expect(tracer.finishedSpans.count > 20)
        for span in tracer.finishedSpans { #expect(search.findings(in: everything(of: span)) == []) }
        #expect(
            Set(tracer.finishedSpans.map(\.operationName)).isSuperset(of: [
                "token sign-in", "token refresh", "token burn",
            ]))
    }

    /// A whole life, after which all is searched but log lines, metrics and spans.
    private func lifeAndSearch(_ recorder: LogRecorder) async throws -> SecretSearch {
        let clock = HandClock()
        var whole = SecretSearch([])
        var configuration = SandboxConfiguration()
        configuration.username = "box office+42%@sandbox.example"
        try await SandboxWorld.run(configuration, clock: clock) { world in
            var traces = Traces()
            var tokens = try await live(in: world, clock: clock, recorder: recorder, traces: &traces)
            let adopted = try await world.issueElsewhere()
            tokens += [adopted.access, adopted.refresh].compactMap { $0 }
            try await world.withService(logger: recorder.logger) { service in
                let session = try service.session("adopted")
                try await session.adopt(refreshToken: adopted.refresh?.reveal())
                _ = try await session.accessToken()
                await traces.note { try await session.adopt(refreshToken: adopted.refresh?.reveal()) }
                traces.values += [everything(of: session), everything(of: service)]
                try searchFiles(of: world, for: try secrets(of: world, tokens))
            }
            let search = try secrets(of: world, tokens)
            #expect(traces.errors.count >= 4)
            for text in traces.errors + traces.values { #expect(search.findings(in: text) == []) }
            try searchFiles(of: world, for: search)
            whole = search
        }
        return whole
    }

    @Test func `metrics are labelled with states, events, operations and outcomes`() async throws {
        let metrics = TestMetrics()
        try await SandboxWorld.run { world in
            try await withMetricsFactory(metrics) {
                try await world.withSession { session in
                    await session.reject(try await session.accessToken())
                    _ = try await session.accessToken()
                    try await session.signOut(burn: true)
                }
            }
        }
        let names = metrics.names
        for label in ["transitions_total", "request_duration", "append_duration", "waiters"] {
            #expect(names.contains { $0.hasPrefix("ticketpark_auth_\(label)") })
        }
        #expect(names.contains(#"ticketpark_auth_request_duration [("operation", "refresh"), ("outcome", "granted")]"#))
        #expect(names.contains(#"ticketpark_auth_request_duration [("operation", "burn"), ("outcome", "granted")]"#))
    }

    /// Beneath a service lies an HTTP client, which knows of its requests all that is sent.
    @Test func `a service shows nothing of a request that is on its way`() async throws {
        try await SandboxWorld.run { world in
            try await world.withService { service in
                let session = try service.session("box-office")
                try await world.signIn(session)
                world.sandbox.inject(.held, into: .refresh)
                let old = try await session.accessToken()
                await session.reject(old)
                let caller = Task { try await session.accessToken() }
                await world.sandbox.waitForHeldAnswers()
                let search = try secrets(of: world, [old.secret])
                #expect(search.findings(in: everything(of: service)) == [])
                #expect(search.findings(in: everything(of: session)) == [])
                world.sandbox.releaseHeldAnswers()
                _ = try await caller.value
            }
        }
    }

    @Test func `the search finds what was planted, in every form`() throws {
        let search = SecretSearch([(name: "password", secret: "pa ss+w%20rd&ü=1")])
        let secret = Data("pa ss+w%20rd&ü=1".utf8)
        let planted = [
            "x pa ss+w%20rd&ü=1 y", secret.base64EncodedString(),
            (Data("ab".utf8) + secret + secret).base64EncodedString(),
            "pa+ss%2Bw%2520rd%26%C3%BC%3D1", "pa%20ss%2Bw%2520rd%26%C3%BC%3D1",
            secret.map { String(format: "%02x", $0) }.joined(),
        ]
        for text in planted { #expect(!search.findings(in: text).isEmpty, "\(text)") }
        struct Leak: Error { var password = "pa ss+w%20rd&ü=1" }
        #expect(!search.findings(in: everything(of: Leak())).isEmpty)
        #expect(search.findings(in: "nothing of the kind").isEmpty)
        #expect(search.findings(in: everything(of: Secret("pa ss+w%20rd&ü=1"))).isEmpty)
    }

    /// Everything that can happen to a session, with a server that repeats what it is told.
    private func live(
        in world: SandboxWorld, clock: HandClock, recorder: LogRecorder, traces: inout Traces
    ) async throws -> [Secret] {
        var tokens: [Secret] = []
        let service = try world.startService(logger: recorder.logger)
        let session = try service.session("box-office")
        world.sandbox.inject(.echo(error: "invalid_grant"), into: .password)
        await traces.note { try await world.signIn(session) }
        world.sandbox.inject(.echo(error: "invalid_client"), into: .password)
        await traces.note { try await world.signIn(session) }
        await traces.note { try await session.signIn(username: world.sandbox.username, password: "wrong horse 1") }
        try await world.signIn(session)
        tokens.append(try await useAPI(of: world, session, traces: &traces))
        for _ in 1...2 {
            let old = try await session.accessToken()
            tokens.append(old.secret)
            clock.advance(by: RenewalTests.renewal)
            tokens.append(try await session.renewal(of: old).secret)
            tokens += try vaultedTokens(in: world)
        }
        world.sandbox.inject(.echo(error: "invalid_client"), into: .refresh)
        await session.reject(try await session.accessToken())
        await traces.note { _ = try await session.accessToken() }
        clock.advance(by: .seconds(30))
        let recovered = try await session.wait { $0.kind == .valid }
        traces.values.append(everything(of: recovered))
        let last = try await session.accessToken()
        tokens.append(last.secret)
        traces.values += [everything(of: last), everything(of: await session.health)]
        world.sandbox.inject(.redirect(to: "https://elsewhere.example/?echo"), into: .refresh)
        world.sandbox.inject(.dropAfterRotating, into: .refresh)
        clock.advance(by: RenewalTests.renewal)
        for count in 1...2 {
            try await session.wait { state in
                guard let request = state.request, case .backingOff = request.phase else { return false }
                return request.current.number == UInt32(count)
            }
            clock.advance(by: .seconds(2))
        }
        try await session.wait { $0.kind == .valid }
        clock.advance(by: .seconds(600))
        try await session.wait { $0.kind == .failed }
        await traces.note { _ = try await session.accessToken() }
        try await world.signIn(session)
        tokens += try vaultedTokens(in: world)
        try await session.signOut(burn: true)
        try await service.shutDown()
        await traces.note { _ = try await session.accessToken() }
        return tokens
    }

    /// The tokens that the log's vault holds now.
    private func vaultedTokens(in world: SandboxWorld) throws -> [Secret] {
        let log = try world.openLog()
        return try world.events().flatMap { stored in
            try [stored.event?.grant?.access?.ref, stored.event?.grant?.refresh].compactMap { $0 }.compactMap { ref in
                try log.secret(ref, of: stored.session)
            }
        }
    }

    /// Calls the API, which refuses the token at first.
    private func useAPI(
        of world: SandboxWorld, _ session: TokenSession, traces: inout Traces
    ) async throws -> Secret {
        let client = try TicketparkClient(session: session)
        world.sandbox.inject(.expiredToken)
        traces.values.append(everything(of: try await client.get("/events/")))
        world.sandbox.inject(.status(500))
        await traces.note { try await client.get("/events/").successful() }
        world.sandbox.inject(.dropBeforeWork)
        await traces.note { _ = try await client.get("/events/") }
        traces.values.append(everything(of: client))
        await client.shutdown()
        return try await session.accessToken().secret
    }

    private func secrets(of world: SandboxWorld, _ tokens: [Secret]) throws -> SecretSearch {
        let key = try String(contentsOfFile: world.keyPath, encoding: .utf8).trimmingCharacters(in: .newlines)
        let sandbox = world.sandbox
        let rawKey = stride(from: 0, to: key.count, by: 2).compactMap { UInt8(key.dropFirst($0).prefix(2), radix: 16) }
        return SecretSearch(
            [
                ("password", sandbox.password), ("user name", sandbox.username), ("wrong password", "wrong horse 1"),
                ("client secret", sandbox.clientSecret), ("vault key", key),
                ("vault key in base64", Data(rawKey).base64EncodedString()),
                ("Basic credentials", Data("\(sandbox.clientKey):\(sandbox.clientSecret)".utf8).base64EncodedString()),
            ] + tokens.enumerated().map { ("token \($0.offset)", $0.element.reveal()) })
    }

    /// Searches all files of the log but its keys, which are secrets themselves.
    private func searchFiles(of world: SandboxWorld, for search: SecretSearch) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: world.folder.path)
        #expect(names.contains("auth.sqlite") && names.contains("auth.sqlite.head"))
        for name in names where name != "auth.key" && name != "auth.key.sign" {
            #expect(search.findings(in: name) == [])
            let data = try Data(contentsOf: world.folder.appending(path: name))
            #expect(search.findings(in: data) == [], "\(name)")
        }
    }
}

extension TestMetrics {
    /// The label of each metric with its dimensions.
    fileprivate var names: [String] {
        counters.map { "\($0.label) \($0.dimensions)" } + timers.map { "\($0.label) \($0.dimensions)" }
            + recorders.map { "\($0.label) \($0.dimensions)" } + meters.map { "\($0.label) \($0.dimensions)" }
    }
}
