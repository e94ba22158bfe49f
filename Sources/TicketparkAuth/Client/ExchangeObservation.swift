// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Tracing

/// What operators see of an exchange with an API: a span by OpenTelemetry's
/// [conventions for HTTP clients](https://opentelemetry.io/docs/specs/semconv/http/http-spans/), and how long it took.
///
/// It ends with the head of the answer, as the body is the caller's to read. Of the address it tells the server alone: a
/// path can be a person's, a query can hold anything.
struct ExchangeObservation: Sendable {
    /// The methods that have a name in traces (RFC 9110 section 9.3 and RFC 5789). A caller can make up any number of
    /// others.
    private static let knownMethods: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .delete, .connect, .options, .trace, .patch,
    ]

    private let method: String?
    private let server: ServerURL?
    private let isReplay: Bool

    /// An exchange for `request`, which may have been sent before with another token.
    init(of request: HTTPRequest, isReplay: Bool) {
        method = Self.knownMethods.contains(request.method) ? request.method.rawValue : nil
        server = try? ServerURL(parsing: "\(request.scheme ?? "")://\(request.authority ?? "")")
        self.isReplay = isReplay
    }

    /// Observes `exchange`.
    func observe(
        _ exchange: () async throws -> (HTTPResponse, ResponseBody)
    ) async throws -> (HTTPResponse, ResponseBody) {
        let start = ContinuousClock.now
        // The error goes past the tracer, which would record its words. Whose they are is not known.
        let result = await withSpan(method ?? "HTTP", ofKind: .client) { span in
            describe(span)
            let result: Result<(HTTPResponse, ResponseBody), any Error>
            do {
                result = .success(try await exchange())
            } catch {
                result = .failure(error)
            }
            conclude(span, result)
            return result
        }
        Instruments.record(
            ContinuousClock.now - start, "ticketpark_auth_api_request_duration",
            dimensions: [("method", method ?? "_OTHER"), ("outcome", Self.outcome(of: result))])
        return try result.get()
    }

    private func describe(_ span: any Span) {
        span.describe(method ?? "_OTHER", to: server)
        span.attributes["url.scheme"] = server?.scheme
        if isReplay { span.attributes["http.request.resend_count"] = 1 }
    }

    private func conclude(_ span: any Span, _ result: Result<(HTTPResponse, ResponseBody), any Error>) {
        switch result {
        case .success((let head, _)): span.conclude(status: head.status.code)
        case .failure: span.fail(Self.outcome(of: result))
        }
    }

    /// The status, or in a word what went wrong.
    private static func outcome(of result: Result<(HTTPResponse, ResponseBody), any Error>) -> String {
        switch result {
        case .success((let head, _)): "\(head.status.code)"
        case .failure where Task.isCancelled: "cancelled"
        case .failure(let error as TransportError): "\(error.kind)"
        case .failure: "_OTHER"
        }
    }
}
