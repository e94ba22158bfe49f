// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing
import TicketparkSandbox

/// Faults of the token endpoint, as a client meets them.
@Suite(.timeLimit(.minutes(1)))
struct TokenFaultTests {
    /// Signs in, refreshes into the fault, and says what came and whether the old refresh token survived.
    private func refreshing(
        into fault: TokenFault,
        _ check: (Sandbox, Result<TestResponse, any Error>, _ oldSurvived: Bool) throws -> Void
    ) async throws {
        try await withSandbox { sandbox, client in
            let token = try await client.signIn().refreshToken
            sandbox.inject(fault, into: .refresh)
            let result: Result<TestResponse, any Error>
            do { result = .success(try await client.refresh(token)) } catch { result = .failure(error) }
            #expect(sandbox.waitingFaults == 0)
            let record = try #require(sandbox.journal.last)
            #expect(record.fault == fault.name)
            let oldSurvived = try await client.refresh(token).status == 200
            try check(sandbox, result, oldSurvived)
        }
    }

    private func expectLost(_ result: Result<TestResponse, any Error>) {
        #expect(throws: (any Error).self) { _ = try result.get() }
    }

    @Test func `a connection dropped before the work leaves the refresh token alone`() async throws {
        try await refreshing(into: .dropBeforeWork) { sandbox, result, oldSurvived in
            expectLost(result)
            #expect(oldSurvived)
            #expect(sandbox.journal.map(\.outcome) == [.granted, .failed, .granted])
            #expect(sandbox.journal[1].status == nil)
        }
    }

    @Test func `a connection dropped after rotating has spent the refresh token`() async throws {
        try await refreshing(into: .dropAfterRotating) { sandbox, result, oldSurvived in
            expectLost(result)
            #expect(!oldSurvived)
            #expect(sandbox.journal.map(\.outcome) == [.granted, .lost, .denied])
            #expect(sandbox.counts.refreshesGranted == 1)
            #expect(sandbox.counts.refreshTokensReceivedAgain == 1)
        }
    }

    @Test func `an old refresh token can outlive its refresh`() async throws {
        try await refreshing(into: .oldRefreshTokenKept) { sandbox, result, oldSurvived in
            let answer = try result.get()
            #expect(answer.status == 200)
            #expect(oldSurvived)
            #expect(sandbox.journal.map(\.outcome) == [.granted, .granted, .granted])
        }
    }

    @Test func `a truncated answer is no answer`() async throws {
        try await refreshing(into: .truncatedBody) { sandbox, result, oldSurvived in
            expectLost(result)
            #expect(!oldSurvived)
            #expect(sandbox.journal[1].outcome == .lost)
        }
    }

    @Test func `an endless answer goes on past what a client reads`() async throws {
        try await refreshing(into: .endlessBody) { sandbox, result, oldSurvived in
            // The test client gives up after a mebibyte.
            expectLost(result)
            #expect(!oldSurvived)
        }
    }

    @Test func `an oversize answer is a grant with a long tail`() async throws {
        try await refreshing(into: .oversizeBody(bytes: 70_000)) { _, result, _ in
            let answer = try result.get()
            #expect(answer.text.utf8.count > 70_000)
            #expect(answer.refreshToken.utf8.count == 86)
        }
    }

    @Test(arguments: RotationStep.allCases)
    func `a crash leaves what was written so far`(step: RotationStep) async throws {
        try await refreshing(into: .crash(after: step)) { sandbox, result, oldSurvived in
            let answer = try result.get()
            #expect(answer.status == 500)
            #expect(oldSurvived == (step < .deleteOldRefreshToken))
            #expect(sandbox.journal[1].outcome == .lost)
        }
    }

    @Test(arguments: [(429, RetryAfter?.some(.seconds(7)), ["7"]), (503, nil, [])])
    func `a status comes with an HTML page and nothing is done`(
        status: Int, retryAfter: RetryAfter?, header: [String]
    ) async throws {
        try await refreshing(into: .status(status, retryAfter: retryAfter)) { sandbox, result, oldSurvived in
            let answer = try result.get()
            #expect(answer.status == status)
            #expect(answer.headers["Retry-After"] == header)
            #expect(answer.text.contains("<html>"))
            #expect(oldSurvived)
            #expect(sandbox.journal[1].outcome == .failed)
        }
    }

    @Test func `Retry-After may be a date`() async throws {
        try await refreshing(into: .status(503, retryAfter: .date(inSeconds: 60))) { _, result, _ in
            let answer = try result.get()
            let header = try #require(answer.headers["Retry-After"].first)
            #expect(header.wholeMatch(of: /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
        }
    }

    @Test func `a status after rotating has spent the refresh token`() async throws {
        try await refreshing(into: .statusAfterRotating(502)) { sandbox, result, oldSurvived in
            let answer = try result.get()
            #expect(answer.status == 502)
            #expect(!oldSurvived)
            #expect(sandbox.counts.refreshesGranted == 1)
        }
    }

    @Test func `a captive portal answers 200 with HTML`() async throws {
        try await refreshing(into: .html(status: 200)) { _, result, oldSurvived in
            let answer = try result.get()
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Type"] == ["text/html; charset=UTF-8"])
            #expect(answer.json == .null)
            #expect(oldSurvived)
        }
    }

    @Test(arguments: [
        (TokenFault.expiresIn("600"), "expires_in", JSONValue?.some("600")),
        (.expiresIn(-1), "expires_in", -1), (.expiresIn(nil), "expires_in", JSONValue?.some(.null)),
        (.expiresInOmitted, "expires_in", JSONValue?.none), (.tokenTypeOmitted, "token_type", JSONValue?.none),
        (.tokenType("mac"), "token_type", "mac"), (.refreshTokenOmitted, "refresh_token", JSONValue?.none),
    ])
    func `a member of the answer changes or is missing`(
        fault: TokenFault, name: String, value: JSONValue?
    ) async throws {
        try await refreshing(into: fault) { sandbox, result, oldSurvived in
            let answer = try result.get()
            #expect(answer.status == 200)
            #expect(answer.json[name] == value)
            #expect(!answer.accessToken.isEmpty)
            #expect(!oldSurvived)
            #expect(sandbox.journal[1].outcome == .granted)
        }
    }

    @Test func `a redirect names its target and spends nothing`() async throws {
        try await refreshing(into: .redirect(to: "https://localhost:1/steal")) { _, result, oldSurvived in
            let answer = try result.get()
            #expect(answer.status == 307)
            #expect(answer.headers["Location"] == ["https://localhost:1/steal"])
            #expect(oldSurvived)
        }
    }

    @Test func `an echo repeats every secret of the request`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.inject(.echo(error: "invalid_grant"), into: .password)
            let answer = try await client.signIn()
            #expect(answer.status == 400)
            #expect(answer.json["error"] == "invalid_grant")
            let description = try #require(answer.json["error_description"]?.text)
            for secret in [sandbox.clientSecret, sandbox.password, client.encoded(sandbox.password)] {
                #expect(description.contains(secret))
            }
        }
    }

    @Test func `an empty 403 says nothing at all`() async throws {
        try await withSandbox { sandbox, client in
            sandbox.inject(.emptyForbidden, into: .password)
            let answer = try await client.signIn()
            #expect(answer.status == 403)
            #expect(answer.text.isEmpty)
        }
    }

    @Test func `a denial can carry any code`() async throws {
        try await refreshing(into: .denial(error: "temporarily_unavailable", description: nil)) { _, result, survived in
            let answer = try result.get()
            #expect(answer.text == #"{"error":"temporarily_unavailable","error_description":null}"#)
            #expect(survived)
        }
    }
}
