// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing
import TicketparkSandbox

/// The API over HTTPS.
@Suite(.timeLimit(.minutes(1)))
struct APITests {
    static let first = SandboxRecord.events[0].pid
    static let forbidden = SandboxRecord.events[3].pid

    /// Signs in and hands over the `Authorization` header.
    private func signedIn(_ body: (Sandbox, TestClient, String) async throws -> Void) async throws {
        try await withSandbox { sandbox, client in
            try await body(sandbox, client, "Bearer \(client.signIn().accessToken)")
        }
    }

    @Test func `a list comes in pages and counts them all`() async throws {
        try await signedIn { _, client, bearer in
            let page = try await client.call("GET", "/events/?page=1&maxResults=2", authorization: bearer)
            #expect(page.status == 200)
            #expect(page.headers["X-Count"] == ["3"])
            #expect(page.headers["Content-Type"] == ["application/json"])
            let pid = SandboxRecord.events[2].pid
            #expect(page.text == #"[{"pid":"\#(pid)","name":"Faust","venue":"Großes Haus"}]"#)
        }
    }

    @Test func `HEAD answers as GET without the body`() async throws {
        try await signedIn { _, client, bearer in
            let head = try await client.call("HEAD", "/events/?filters[name]=Hugo", authorization: bearer)
            #expect(head.status == 200)
            #expect(head.headers["X-Count"] == ["1"])
            #expect(head.text.isEmpty)
        }
    }

    @Test func `filters and extra properties work`() async throws {
        try await signedIn { _, client, bearer in
            let path = "/events/?filters%5Bname%5D=Hugo&properties%5Bshows%5D=1"
            let list = try await client.call("GET", path, authorization: bearer)
            #expect(list.headers["X-Count"] == ["1"])
            let show: JSONValue = .string(SandboxRecord.shows[0].pid)
            guard case .array(let events) = list.json else { throw MissingList() }
            #expect(events.map { $0["shows"] } == [.array([show])])
            let plain = try await client.call("GET", "/events/\(Self.first)", authorization: bearer)
            #expect(plain.json["name"] == "Hugo")
            #expect(plain.json["shows"] == nil)
        }
    }

    private struct MissingList: Error {}

    @Test func `a record is created, changed and deleted`() async throws {
        try await signedIn { sandbox, client, bearer in
            let created = try await client.call(
                "POST", "/events/", authorization: bearer, body: #"{"name":"Aida"}"#)
            #expect(created.status == 201)
            let location = try #require(created.headers["Location"].first)
            #expect(location.hasPrefix(sandbox.baseURL + "/events/"))
            let path = String(location.dropFirst(sandbox.baseURL.count))

            let changed = try await client.call("PATCH", path, authorization: bearer, body: #"{"venue":"Oper"}"#)
            #expect(changed.status == 204)
            let record = try await client.call("GET", path, authorization: bearer)
            #expect(record.json["name"] == "Aida")
            #expect(record.json["venue"] == "Oper")
            #expect(try await client.call("DELETE", path, authorization: bearer).status == 204)
            #expect(try await client.call("GET", path, authorization: bearer).status == 404)
            #expect(sandbox.records(in: "events").count == 4)
        }
    }

    @Test func `a batch is created under one link`() async throws {
        try await signedIn { sandbox, client, bearer in
            let created = try await client.call(
                "POST", "/events/", authorization: bearer, body: #"[{"name":"A"},{"name":"B"}]"#)
            #expect(created.status == 201)
            let location = try #require(created.headers["Location"].first)
            #expect(location.contains("batchId"))
            let list = try await client.call(
                "GET", String(location.dropFirst(sandbox.baseURL.count)), authorization: bearer)
            #expect(list.headers["X-Count"] == ["2"])
        }
    }

    @Test(arguments: [
        ("GET", "/events/nowhere", 404), ("GET", "/nothing/", 404), ("DELETE", "/events/\(forbidden)", 403),
        ("GET", "/events/\(forbidden)", 403), ("PUT", "/events/", 405), ("POST", "/events/\(first)", 405),
        ("GET", "/events/?page=-1", 400), ("GET", "/events/?maxResults=0", 400), ("POST", "/events/", 400),
    ])
    func `what cannot be is refused, with an unexciting token`(
        method: String, path: String, status: Int
    ) async throws {
        try await signedIn { sandbox, client, bearer in
            let answer = try await client.call(method, path, authorization: bearer)
            #expect(answer.status == status)
            #expect(answer.headers["WWW-Authenticate"] == [])
            #expect(sandbox.counts.apiCalls == [status: 1])
        }
    }

    @Test func `a pid that is taken is a conflict`() async throws {
        try await signedIn { _, client, bearer in
            let body = #"{"pid":"\#(Self.first)","name":"Again"}"#
            let answer = try await client.call("POST", "/events/", authorization: bearer, body: body)
            #expect(answer.status == 409)
        }
    }

    static let required = BearerRow(error: "access_denied", description: "OAuth2 authentication required")
    static let expired = BearerRow(error: "invalid_grant", description: "The access token provided has expired.")
    static let invalid = BearerRow(error: "invalid_grant", description: "The access token provided is invalid.")
    static let disabled = BearerRow(error: "access_denied", description: "User account is disabled.")

    struct BearerRow: Sendable {
        let error: String
        let description: String

        func check(_ answer: TestResponse) {
            #expect(answer.status == 401)
            let header =
                #"Bearer realm="Service", error="\#(error)", error_description="\#(description)""#
            #expect(answer.headers["WWW-Authenticate"] == [header])
            #expect(answer.text == #"{"error":"\#(error)","error_description":"\#(description)"}"#)
        }
    }

    @Test(arguments: ["bearer TOKEN", "BEARER TOKEN", "Bearer  TOKEN", "Bearer", "Basic TOKEN", nil])
    func `a token under another scheme than Bearer is no token`(scheme: String?) async throws {
        try await signedIn { _, client, bearer in
            let header = scheme?.replacing("TOKEN", with: bearer.dropFirst("Bearer ".count))
            Self.required.check(try await client.call("GET", "/events/", authorization: header))
        }
    }

    @Test func `an expired, a rejected and a disabled user's token are told apart`() async throws {
        try await withSandbox { sandbox, client in
            let token = try await client.signIn().accessToken
            sandbox.setUserDisabled(true)
            Self.disabled.check(try await client.events(token))
            sandbox.setUserDisabled(false)
            #expect(try await client.events(token).status == 200)
            sandbox.expireAllAccessTokens()
            Self.expired.check(try await client.events(token))
            sandbox.dropExpiredTokens()
            Self.invalid.check(try await client.events(token))
        }
    }

    @Test func `a token in header and query at once makes the server fail`() async throws {
        try await signedIn { _, client, bearer in
            let answer = try await client.call("GET", "/events/?access_token=x", authorization: bearer)
            #expect(answer.status == 500)
        }
    }
}
