// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TicketparkSandbox
import TokenMachine

@testable import TicketparkAuth

/// Against the sandbox, over HTTPS.
struct TicketparkClientTests {
    private struct Event: Codable, Equatable {
        var pid: String?
        var name: String
        var shows: [String]?
    }

    private func withClient(
        refreshes: Bool = true, _ body: (Sandbox, RefreshingSource, TicketparkClient) async throws -> Void
    ) async throws {
        try await withSandbox { sandbox, provider in
            let source = try await RefreshingSource(sandbox, provider, refreshes: refreshes)
            let client = try TicketparkClient(session: source, provider: provider)
            try await body(sandbox, source, client)
            await client.shutdown()
        }
    }

    @Test func `a list is read with page, filters and properties`() async throws {
        try await withClient { _, _, api in
            let events: [Event] = try await api.get("/events/", query: ["maxResults": 2]).decoded()
            #expect(events.map(\.name) == ["Hugo", "Carmen"])
            let found = try await api.get(
                "/events/", query: ["filters": ["name": "Hugo"], "properties": ["shows": 1]])
            #expect(found.totalCount == 1)
            #expect(try found.decoded(as: [Event].self).first?.shows?.count == 1)
            let head = try await api.head("/events/")
            #expect(head.totalCount == 3)
            #expect(head.body.isEmpty)
        }
    }

    @Test func `a record is made, read, changed and deleted`() async throws {
        try await withClient { _, _, api in
            let name = "Zauberflöte \"&\" +"
            let pid = try await api.post("/events/", json: Event(name: name)).generatedPid
            #expect(try await api.get("/events/\(pid)").decoded(as: Event.self).name == name)
            try await api.patch("/events/\(pid)", json: ["name": "Tosca"]).successful()
            #expect(try await api.get("/events/\(pid)").decoded(as: Event.self).name == "Tosca")
            #expect(try await api.delete("/events/\(pid)").status == 204)
            #expect(try await api.get("/events/\(pid)").status == 404)
        }
    }

    @Test func `several records are made at once, and their link can be followed`() async throws {
        try await withClient { _, _, api in
            let link = try await api.post("/events/", json: [Event(name: "A"), Event(name: "B")]).generatedListLink
            #expect(try await api.get(link).decoded(as: [Event].self).map(\.name) == ["A", "B"])
        }
    }

    @Test func `raw bytes are sent as they are`() async throws {
        try await withClient { _, _, api in
            let made = try await api.post("/events/", body: Data(#"{"name":"Raw"}"#.utf8))
            #expect(made.status == 201)
        }
    }

    @Test func `404 and 403 are the caller's, without a refresh`() async throws {
        try await withClient { sandbox, source, api in
            await #expect(throws: APIError.self) { try await api.get("/events/none").decoded(as: Event.self) }
            let forbidden = try await api.get("/events/1f2e3d4c-0000-4000-8000-000000000403")
            #expect(forbidden.status == 403)
            sandbox.inject(APIFault.insufficientScope("events"))
            let scoped = try await api.get("/events/")
            #expect(scoped.status == 403)
            #expect(scoped.challenge?.scope == "events")
            #expect(await source.rejected.isEmpty)
            #expect(sandbox.counts.refreshes == 0)
        }
    }

    @Test func `a 401 is cured by one refresh and one replay`() async throws {
        try await withClient { sandbox, source, api in
            sandbox.expireAllAccessTokens()
            let made = try await api.post("/events/", json: Event(name: "Once"))
            #expect(made.status == 201)
            #expect(sandbox.counts.refreshes == 1)
            #expect(sandbox.counts.apiCalls == [401: 1, 201: 1])
            #expect(await source.rejected == [TokenRef(rawValue: 1)])
        }
    }

    @Test func `a 401 for an older token is replayed with the current one, without a refresh`() async throws {
        try await withClient { sandbox, source, api in
            let old = AccessToken(
                ref: TokenRef(rawValue: 99), secret: Secret("older"), hardStop: .distantFuture)
            await source.handOutFirst(old)
            let answer = try await api.get("/events/")
            #expect(answer.isSuccessful)
            #expect(sandbox.counts.refreshes == 0)
            #expect(sandbox.counts.apiCalls == [401: 1, 200: 1])
        }
    }

    @Test func `a second 401 is the caller's`() async throws {
        try await withClient { sandbox, source, api in
            sandbox.inject(APIFault.expiredToken, times: 9)
            let answer = try await api.get("/events/")
            #expect(answer.status == 401)
            #expect(answer.challenge?.error == "invalid_grant")
            #expect(sandbox.counts.apiCalls == [401: 2])
            #expect(sandbox.counts.refreshes == 1)
            #expect(await source.rejected.count == 1)
        }
    }

    @Test func `without another token nothing is replayed`() async throws {
        try await withClient(refreshes: false) { sandbox, _, api in
            sandbox.inject(APIFault.unauthorizedWithoutChallenge, times: 9)
            let error = await #expect(throws: APIError.self) {
                try await api.get("/events/").decoded(as: [Event].self)
            }
            guard case .unauthorized(let refusal) = error else {
                Issue.record("not unauthorized")
                return
            }
            #expect(refusal.challenge == nil)
            #expect(sandbox.counts.apiCalls == [401: 1])
        }
    }

    @Test func `what the session throws reaches the caller as it is`() async throws {
        try await withClient { sandbox, _, api in
            sandbox.expireAllAccessTokens()
            sandbox.revokeAllRefreshTokens()
            await #expect(throws: RefreshingSource.NoToken.self) { try await api.get("/events/") }
        }
    }

    @Test func `a call that the server dropped is not repeated`() async throws {
        try await withClient { sandbox, _, api in
            sandbox.inject(APIFault.dropAfterWork)
            let error = await #expect(throws: APIError.self) {
                try await api.post("/events/", json: Event(name: "Once"))
            }
            #expect(
                error
                    == .transport(
                        APIError.Transport(
                            method: .post, path: "/events/", kind: .disconnected, reached: .maybe, detail: nil)))
            #expect(sandbox.counts.allAPICalls == 1)
            #expect(sandbox.records(in: "events").count { $0.fields["name"] == "Once" } == 1)
        }
    }

    @Test func `cancelling the caller throws its cancellation`() async throws {
        try await withClient { sandbox, _, api in
            sandbox.inject(APIFault.held)
            let task = Task { try await api.get("/events/") }
            await sandbox.waitForHeldAnswers()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            sandbox.releaseHeldAnswers()
        }
    }

    @Test func `a path that leads elsewhere is refused before a token is asked for`() async throws {
        try await withClient { sandbox, _, api in
            await #expect(throws: APIError.invalidRequest(.pathIsNotAbsolute)) { try await api.get("//evil.example") }
            await #expect(throws: APIError.invalidRequest(.bodyIsNotEncodable)) {
                try await api.post("/events/", json: Double.infinity)
            }
            #expect(sandbox.counts.allAPICalls == 0)
        }
    }
}
