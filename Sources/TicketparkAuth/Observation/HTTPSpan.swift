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
        span.attributes["http.request.method"] = method
        span.attributes["server.address"] = url.host
        span.attributes["server.port"] = url.effectivePort
        span.attributes["url.full"] = url.origin + url.path
    }

    /// Ends it with the answer that came; `failure` says what was wrong with its body, if anything.
    func end(status: UInt16, failure: String? = nil) {
        span.attributes["http.response.status_code"] = Int(status)
        if let failure {
            fail(failure)
        } else if status >= 400 {
            fail("\(status)")
        }
        span.end()
    }

    /// Ends it without an answer.
    func end(failure: String) {
        fail(failure)
        span.end()
    }

    private func fail(_ type: String) {
        span.attributes["error.type"] = type
        span.setStatus(SpanStatus(code: .error))
    }
}
