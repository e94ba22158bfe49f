// SPDX-License-Identifier: Apache-2.0

import AuditLog
import HTTPTypes
import TicketparkAuth

extension RawServer {
    /// A provider whose API this is.
    func provider() throws -> Provider {
        try .ticketpark(
            clientKey: "k", clientSecret: Secret("s"), baseURL: "http://127.0.0.1:\(port)",
            allowsPlainHTTPOnLoopback: true)
    }

    /// A request to this server.
    func request(_ method: HTTPRequest.Method = .get, _ path: String = "/events/") -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(port)", path: path)
    }
}

/// Runs `body` with a server and a client of it, and ends both.
func withServer(
    _ answer: RawServer.Answer, session: some AccessTokenSource = CountingSource(),
    timeLimit: Duration = .seconds(30), clock: some Clock<Duration> = ContinuousClock(),
    _ body: (RawServer, AuthorizedClient) async throws -> Void
) async throws {
    let server = try await RawServer.start(answer)
    let client = try AuthorizedClient(
        session: session, provider: server.provider(), timeLimit: timeLimit, clock: clock)
    do {
        try await body(server, client)
    } catch {
        await client.shutdown()
        try await server.stop()
        throw error
    }
    await client.shutdown()
    try await server.stop()
}

/// A whole answer, on a connection that stays.
func answer(_ status: String, _ fields: [String] = [], body: String = "") -> RawServer.Answer {
    .bytesThenSilence(text(status, fields, body: body))
}

/// The text of a whole answer.
func text(_ status: String, _ fields: [String] = [], body: String = "") -> String {
    let head = ["HTTP/1.1 \(status)"] + fields + ["Content-Length: \(body.utf8.count)"]
    return head.joined(separator: "\r\n") + "\r\n\r\n" + body
}
