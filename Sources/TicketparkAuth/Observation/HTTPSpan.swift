// SPDX-License-Identifier: Apache-2.0

import Tracing

/// The span of one HTTP request, by OpenTelemetry's
/// [conventions for HTTP clients](https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
///
/// Of the address nothing is told but scheme, host, port and path; a query can hold anything. No header is told, as a
/// header can be a token.
struct HTTPSpan: Sendable {
    private let span: any Span

    /// Starts the span of a request, as a part of what the task does.
    init(_ method: String, _ url: ServerURL) {
        span = startSpan(method, ofKind: .client)
        span.describe(method, to: url)
        span.attributes["url.full"] = url.origin + url.path
    }

    /// Ends it with the answer that came; `failure` says what was wrong with its body, if anything.
    func end(status: UInt16, failure: String? = nil) {
        span.conclude(status: Int(status))
        if let failure { span.fail(failure) }
        span.end()
    }

    /// Ends it without an answer.
    func end(failure: String) {
        span.fail(failure)
        span.end()
    }
}

extension Span {
    /// Tells of a request, and of the server that it goes to where that is known.
    func describe(_ method: String, to server: ServerURL?) {
        attributes["http.request.method"] = method
        attributes["server.address"] = server?.host
        attributes["server.port"] = server?.effectivePort
    }

    /// Tells of the answer to a request. From 400 on it is an error.
    func conclude(status: Int) {
        attributes["http.response.status_code"] = status
        if status >= 400 { fail("\(status)") }
    }

    /// Tells of an error, in a word of which there are few.
    func fail(_ type: String) {
        attributes["error.type"] = type
        setStatus(SpanStatus(code: .error))
    }
}
