// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import TicketparkSandbox

/// An answer as it reached a client.
struct TestResponse: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let bytes: [UInt8]
    let isHTTP10: Bool

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var json: JSONValue { JSONValue(parsing: text) ?? .null }
    var accessToken: String { json["access_token"]?.text ?? "" }
    var refreshToken: String { json["refresh_token"]?.text ?? "" }
}

/// Speaks to a sandbox over HTTPS as a client does, trusting its authority and nothing else.
struct TestClient: Sendable {
    let sandbox: Sandbox
    let client: HTTPClient

    /// How a client names itself.
    enum Credentials: Sendable {
        case own
        case none
        case other(String, String)
    }

    /// Sends a body to the token endpoint, as a form unless another type is given.
    func token(
        _ body: String, as credentials: Credentials = .own,
        contentType: String = "application/x-www-form-urlencoded"
    ) async throws -> TestResponse {
        var request = HTTPClientRequest(url: sandbox.baseURL + "/oauth/v2/token")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: contentType)
        switch credentials {
        case .own: request.setBasicAuth(username: sandbox.clientKey, password: sandbox.clientSecret)
        case .other(let key, let secret): request.setBasicAuth(username: key, password: secret)
        case .none: break
        }
        request.body = .bytes(ByteBuffer(string: body))
        return try await send(request)
    }

    func signIn() async throws -> TestResponse {
        try await token(
            "grant_type=password&username=\(encoded(sandbox.username))&password=\(encoded(sandbox.password))")
    }

    func refresh(_ token: String) async throws -> TestResponse {
        try await self.token("grant_type=refresh_token&refresh_token=\(token)")
    }

    /// Calls the API.
    func call(
        _ method: String, _ path: String, authorization: String? = nil, body: String? = nil
    ) async throws -> TestResponse {
        var request = HTTPClientRequest(url: sandbox.baseURL + path)
        request.method = HTTPMethod(rawValue: method)
        if let authorization { request.headers.add(name: "Authorization", value: authorization) }
        request.headers.add(name: "Content-Type", value: "application/json")
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        return try await send(request)
    }

    /// Lists the events with this access token.
    func events(_ accessToken: String) async throws -> TestResponse {
        try await call("GET", "/events/", authorization: "Bearer \(accessToken)")
    }

    func send(_ request: HTTPClientRequest) async throws -> TestResponse {
        let response = try await client.execute(request, timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 1 << 20)
        return TestResponse(
            status: Int(response.status.code), headers: response.headers, bytes: Array(body.readableBytesView),
            isHTTP10: response.version == .http1_0)
    }

    /// Encodes everything but letters and digits, as in a form.
    func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                String(UnicodeScalar(byte))
            default:
                "%" + String(Int(byte) + 256, radix: 16).dropFirst()
            }
        }.joined()
    }
}

/// Starts a sandbox and a client, and takes both down whatever happens.
func withSandbox(
    _ configuration: SandboxConfiguration = SandboxConfiguration(),
    _ body: (Sandbox, TestClient) async throws -> Void
) async throws {
    let sandbox = try await Sandbox.start(configuration)
    var settings = HTTPClient.Configuration(redirectConfiguration: .disallow)
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(sandbox.certificateAuthorityPEM.utf8)))
    settings.tlsConfiguration = tls
    settings.connectionPool.retryConnectionEstablishment = false
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    do {
        try await body(sandbox, TestClient(sandbox: sandbox, client: client))
    } catch {
        try await client.shutdown()
        try await sandbox.stop()
        throw error
    }
    try await client.shutdown()
    try await sandbox.stop()
}
