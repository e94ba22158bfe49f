// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import HTTPTypes
import InMemoryTracing
import Metrics
import MetricsTestKit
import Testing
import TicketparkAuth
import TokenMachine
import Tracing

/// What traces and metrics tell of requests with an access token, by OpenTelemetry's names.
@Suite(.timeLimit(.minutes(1))) struct RequestTracingTests {
    private let tracer = InMemoryTracer()

    private func base(_ server: RawServer, _ method: String = "GET") -> [String: String] {
        [
            "http.request.method": method, "url.scheme": "http", "server.address": "127.0.0.1",
            "server.port": "\(server.port)",
        ]
    }

    @Test func `a request is a span of who asks, without path and query`() async throws {
        try await withServer(answer("200 OK")) { server, client in
            try await withTracer(tracer) {
                try await withSpan("sale") { _ in
                    _ = try await client.send(server.request(.get, "/people/hidden?key=hidden"))
                }
            }
            let span = try #require(tracer.span("GET"))
            #expect(span.kind == .client)
            #expect(span.parentSpanID == tracer.span("sale")?.spanID)
            #expect(span.texts == base(server).merging(["http.response.status_code": "200"]) { $1 })
            #expect(span.status == nil)
            #expect(server.received.first?.contains("traceparent") == false)
        }
    }

    @Test func `a replay is a span of its own, and says that it is one`() async throws {
        try await withServer(.script([answer("401 No"), answer("201 Created")])) { server, client in
            try await withTracer(tracer) { _ = try await client.send(server.request(.post)) }
            let spans = tracer.finishedSpans.filter { $0.operationName == "POST" }
            #expect(
                spans.map(\.texts) == [
                    base(server, "POST").merging(["http.response.status_code": "401", "error.type": "401"]) { $1 },
                    base(server, "POST").merging([
                        "http.response.status_code": "201", "http.request.resend_count": "1",
                    ]) { $1 },
                ])
            #expect(spans.map(\.status?.code) == [.error, nil])
        }
    }

    @Test func `a request without an answer is an error by its kind`() async throws {
        try await withServer(.drop) { server, client in
            _ = await withTracer(tracer) { try? await client.send(server.request()) }
            let span = try #require(tracer.span("GET"))
            #expect(span.texts == base(server).merging(["error.type": "disconnected"]) { $1 })
            #expect(span.status?.code == .error)
            #expect(span.errors.isEmpty)
        }
    }

    @Test func `the words of another stack's error are told nobody`() async throws {
        struct Telling: Error { var words = "hidden" }
        try await withServer(.drop) { server, _ in
            let client = try AuthorizedClient(
                session: CountingSource(), provider: server.provider(),
                transport: ClientTransport { _, _ in throw Telling() })
            let method = try #require(HTTPRequest.Method("MADE-UP"))
            _ = await withTracer(tracer) { try? await client.send(server.request(method)) }
            let span = try #require(tracer.span("HTTP"))
            #expect(span.texts == base(server, "_OTHER").merging(["error.type": "_OTHER"]) { $1 })
            #expect(span.errors.isEmpty)
        }
    }

    @Test func `the times of requests are labelled with method and outcome alone`() async throws {
        let metrics = TestMetrics()
        try await withServer(.script([answer("401 No"), answer("200 OK"), .drop])) { server, client in
            try await withMetricsFactory(metrics) {
                _ = try await client.send(server.request(.get, "/people/hidden"))
                _ = try? await client.send(server.request(.get, "/people/hidden"))
            }
        }
        let labels = metrics.timers.filter { $0.label == "ticketpark_auth_api_request_duration" }
            .map { Dictionary(uniqueKeysWithValues: $0.dimensions) }
        #expect(
            Set(labels) == [
                ["method": "GET", "outcome": "401"], ["method": "GET", "outcome": "200"],
                ["method": "GET", "outcome": "disconnected"],
            ])
    }
}
