// SPDX-License-Identifier: Apache-2.0

import AuditLog
import HTTPTypes
import Testing
import TicketparkSandbox
import TokenMachine

@testable import TicketparkAuth

/// Where an access token goes, and where it does not.
@Suite(.timeLimit(.minutes(1))) struct AllowedOriginTests {
    private static func request(
        _ method: HTTPRequest.Method = .get, _ scheme: String? = "https", _ authority: String? = "api.example",
        _ path: String? = "/v2/events", _ fields: HTTPFields = [:]
    ) -> HTTPRequest {
        HTTPRequest(method: method, scheme: scheme, authority: authority, path: path, headerFields: fields)
    }

    private static let refused: [(HTTPRequest, UnsendableRequest)] = [
        (request(.get, nil), .malformedURL),
        (request(.get, "https", nil), .malformedURL),
        (request(.get, "https", "api.example", nil), .malformedURL),
        (request(.get, "https", "api.example", ""), .malformedURL),
        (request(.get, "https", "api.example", ".evil.example/"), .malformedURL),
        (request(.get, "https", "api.example", "@evil.example/"), .malformedURL),
        (request(.get, "https", "evil.example/", "/@api.example"), .malformedURL),
        (request(.get, "https", "evil.example?", "/api.example"), .malformedURL),
        (request(.get, "https", "user@api.example"), .malformedURL),
        (request(.get, "https", "api.example:443@evil.example"), .malformedURL),
        (request(.get, "https", "api.example\\@evil.example"), .malformedURL),
        (request(.get, "https", "api.example", "/a b"), .malformedURL),
        (request(.get, "https", "api.example", "/a\r\nX-Evil: 1"), .malformedURL),
        (request(.get, "https", "api.example", "/a#b"), .malformedURL),
        (request(.get, "ftp"), .malformedURL),
        (request(.get, "http"), .plainHTTP),
        (request(.get, "http", "evil.example"), .plainHTTP),
        (request(.get, "http", "127.0.0.1"), .plainHTTP),
        (request(.get, "https", "evil.example"), .foreignOrigin),
        (request(.get, "https", "api.example.evil.example"), .foreignOrigin),
        (request(.get, "https", "evil-api.example"), .foreignOrigin),
        (request(.get, "https", "api.example:8443"), .foreignOrigin),
        (request(.get, "https", "media.example:8443"), .foreignOrigin),
        (request(.connect), .methodNotAllowed),
        (request(.trace), .methodNotAllowed),
        (request(.get, "https", "api.example", "/", [.authorization: "Bearer mine"]), .carriesAuthorization),
        (request(.get, "https", "api.example", "/", [.authorization: ""]), .carriesAuthorization),
        (request(.get, "https", "api.example", "/", [.transferEncoding: "chunked"]), .framesItself),
    ]

    private func client(
        _ session: CountingSource, otherOrigins: [String] = ["https://media.example/"],
        sees requests: Collected<HTTPRequest> = Collected()
    ) throws -> AuthorizedClient {
        let provider = try Provider.ticketpark(
            clientKey: "k", clientSecret: Secret("s"), baseURL: "https://api.example/v2")
        return try AuthorizedClient(
            session: session, provider: provider, otherOrigins: otherOrigins,
            transport: ClientTransport { request, _ in
                requests.add(request)
                return (HTTPResponse(status: .ok), ResponseBody())
            })
    }

    @Test(arguments: refused.indices) func `a request is refused before a token is asked for`(index: Int) async throws {
        let (request, reason) = Self.refused[index]
        let session = CountingSource()
        let requests = Collected<HTTPRequest>()
        await #expect(throws: reason) { try await client(session, sees: requests).send(request) }
        #expect(session.asked == 0)
        #expect(requests.all.isEmpty)
    }

    @Test func `so is one with a Host of its own`() async throws {
        let session = CountingSource()
        var request = Self.request()
        request.headerFields.append(HTTPField(name: try #require(HTTPField.Name("HOST")), value: "evil.example"))
        await #expect(throws: UnsendableRequest.namesHost) { try await client(session).send(request) }
        #expect(session.asked == 0)
    }

    @Test(arguments: [
        request(), request(.get, "HTTPS", "API.Example:443", "/"), request(.post, "https", "media.example", "/any?a=b"),
        request(.get, "https", "media.example:443"),
    ])
    func `a request to the API or to a server named beside it is sent`(request: HTTPRequest) async throws {
        let requests = Collected<HTTPRequest>()
        let (head, _) = try await client(CountingSource(), sees: requests).send(request)
        #expect(head.status == .ok)
        #expect(requests.all.map { $0.headerFields[.authorization] } == ["Bearer access-to-hide-1"])
        // Of HTTP/2's tables, which other messages of the connection can be held against, it stays out.
        let fields = requests.all.flatMap { $0.headerFields[fields: .authorization] }
        #expect(fields.map(\.indexingStrategy) == [.disallow])
    }

    @Test(arguments: [
        ("http://media.example", ProviderError.Problem.plainHTTPBeyondLoopback), ("http://localhost", .plainHTTP),
        ("media.example", .noScheme), ("https://media.example/v1", .path), ("https://media.example/?a", .query),
        ("", .empty), ("https://a@media.example", .credentials),
    ])
    func `an origin that is none cannot be named`(origin: String, problem: ProviderError.Problem) {
        let error = #expect(throws: ProviderError.self) { try client(CountingSource(), otherOrigins: [origin]) }
        #expect(error?.setting == .allowedOrigin)
        #expect(error?.problem == problem)
    }

    @Test(arguments: [301, 302, 303, 307, 308]) func `a redirect leads a token nowhere`(status: Int) async throws {
        let target = try await RawServer.start(answer("200 OK"))
        // To another host, and from there it would be anywhere.
        let location = "Location: http://localhost:\(target.port)/"
        try await withServer(answer("\(status) Moved", [location])) { server, client in
            let (head, _) = try await client.send(server.request(), body: RequestBody("a".utf8))
            #expect(head.status.code == status)
            #expect(head.headerFields[.location] == "http://localhost:\(target.port)/")
            #expect(server.received.count == 1)
        }
        #expect(target.connections == 0)
        try await target.stop()
    }

    @Test(arguments: ServerCertificate.allCases.filter { $0 != .proper }, [HTTPRequest.Method.get, .post])
    func `a server whose certificate is not to be trusted is told nothing`(
        certificate: ServerCertificate, method: HTTPRequest.Method
    ) async throws {
        var configuration = SandboxConfiguration()
        configuration.certificate = certificate
        try await withSandbox(configuration) { sandbox, provider in
            let client = try AuthorizedClient(session: CountingSource(), provider: provider)
            let request = HTTPRequest(
                method: method, scheme: "https", authority: provider.apiBaseURL.authority, path: "/events/")
            let body = method == .post ? RequestBody("{}".utf8) : nil
            let error = await #expect(throws: TransportError.self) { try await client.send(request, body: body) }
            #expect(error?.kind == .insecure)
            #expect(error?.reached == .no)
            #expect(sandbox.counts.allAPICalls == 0)
            await client.shutdown()
        }
    }

    @Test(arguments: ["", "a b", "a\r\nX-Evil: 1", "ä", "a\0"])
    func `a token that no header may carry is not sent`(secret: String) async throws {
        struct Source: AccessTokenSource {
            var secret: String
            func accessToken() async throws -> AccessToken {
                AccessToken(ref: TokenRef(rawValue: 1), secret: Secret(secret), hardStop: .distantFuture)
            }
            func reject(_ token: AccessToken) async {}
        }
        try await withServer(.drop, session: Source(secret: secret)) { server, client in
            await #expect(throws: UnsendableRequest.accessTokenIsMalformed) {
                try await client.send(server.request())
            }
            #expect(server.connections == 0)
        }
    }
}
