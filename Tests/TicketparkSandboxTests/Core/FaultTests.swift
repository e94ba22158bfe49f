// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TicketparkSandbox

/// The queue of faults, how they are written, and the dates that they carry.
struct FaultTests {
    @Test func `faults come in the order in which they were put in`() {
        var queue = FaultQueue<String>()
        queue.insert("a", times: 2, skipping: 0)
        queue.insert("b", times: 1, skipping: 0)
        #expect((0..<4).map { _ in queue.next() } == ["a", "a", "b", nil])
    }

    @Test func `a fault that skips leaves room for those that do not`() {
        var queue = FaultQueue<String>()
        queue.insert("third", times: 1, skipping: 2)
        queue.insert("first", times: 1, skipping: 0)
        queue.insert("third as well", times: 1, skipping: 2)
        #expect(queue.waiting == 3)
        #expect((0..<5).map { _ in queue.next() } == ["first", nil, "third", "third as well", nil])
        #expect(queue.waiting == 0)
    }

    @Test func `zero times is never`() {
        var queue = FaultQueue<String>()
        queue.insert("a", times: 0, skipping: 3)
        #expect(queue.waiting == 0)
        #expect(queue.next() == nil)
    }

    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    ])
    func `a date reads as HTTP writes it`(seconds: Double, text: String) {
        #expect(HTTPDate.text(of: Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test func `Retry-After counts from the answer`() {
        let now = Date(timeIntervalSince1970: 784_111_770)
        #expect(RetryAfter.date(inSeconds: 7).header(at: now) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(RetryAfter.seconds(7).header(at: now) == "7")
    }

    @Test(arguments: [
        ("refresh:drop-after-rotating", FaultSpecification.Injection.token(.dropAfterRotating, .refresh), 1, 0),
        ("refresh:drop-before-work", .token(.dropBeforeWork, .refresh), 1, 0),
        ("password:slow=0.25", .token(.slow(.milliseconds(250)), .password), 1, 0),
        (
            "refresh:status=503,retry-after=7,times=2,skip=3",
            .token(.status(503, retryAfter: .seconds(7)), .refresh), 2, 3
        ),
        ("refresh:status-after-rotating=502", .token(.statusAfterRotating(502), .refresh), 1, 0),
        ("refresh:crash-after=insert-access", .token(.crash(after: .insertAccessToken), .refresh), 1, 0),
        ("refresh:crash-after=insert-refresh", .token(.crash(after: .insertRefreshToken), .refresh), 1, 0),
        ("refresh:crash-after=delete-refresh", .token(.crash(after: .deleteOldRefreshToken), .refresh), 1, 0),
        ("refresh:old-refresh-token-kept", .token(.oldRefreshTokenKept, .refresh), 1, 0),
        ("password:html", .token(.html(status: 200), .password), 1, 0),
        (#"password:expires-in="600""#, .token(.expiresIn("600"), .password), 1, 0),
        ("password:expires-in=[1,2],times=2", .token(.expiresIn([1, 2]), .password), 2, 0),
        ("password:expires-in-omitted", .token(.expiresInOmitted, .password), 1, 0),
        ("refresh:refresh-token-omitted", .token(.refreshTokenOmitted, .refresh), 1, 0),
        ("refresh:token-type=null", .token(.tokenType(nil), .refresh), 1, 0),
        ("refresh:token-type-omitted", .token(.tokenTypeOmitted, .refresh), 1, 0),
        ("refresh:redirect=https://x/?a=b", .token(.redirect(to: "https://x/?a=b"), .refresh), 1, 0),
        ("refresh:echo", .token(.echo(error: "invalid_grant"), .refresh), 1, 0),
        ("refresh:denial=invalid_client", .token(.denial(error: "invalid_client", description: nil), .refresh), 1, 0),
        ("password:empty-forbidden", .token(.emptyForbidden, .password), 1, 0),
        ("refresh:oversize-body=70000", .token(.oversizeBody(bytes: 70_000), .refresh), 1, 0),
        ("refresh:endless-body", .token(.endlessBody, .refresh), 1, 0),
        ("refresh:truncated-body", .token(.truncatedBody, .refresh), 1, 0),
        ("api:status=429,skip=1", .api(.status(429)), 1, 1),
        ("api:slow=1", .api(.slow(.seconds(1))), 1, 0),
        ("api:drop-before-work", .api(.dropBeforeWork), 1, 0),
        ("api:drop-after-work", .api(.dropAfterWork), 1, 0),
        ("api:unauthorized-without-challenge", .api(.unauthorizedWithoutChallenge), 1, 0),
        ("api:expired-token", .api(.expiredToken), 1, 0),
        ("api:insufficient-scope=admin", .api(.insufficientScope("admin")), 1, 0),
        ("api:html=502", .api(.html(status: 502)), 1, 0),
    ])
    func `a fault can be written as text`(
        text: String, injection: FaultSpecification.Injection, times: Int, skipping: Int
    ) throws {
        let specification = try FaultSpecification(parsing: text)
        #expect(specification.injection == injection)
        #expect(specification.times == times)
        #expect(specification.skipping == skipping)
    }

    @Test(arguments: [
        "", "refresh", "refresh:", "nobody:slow=1", "refresh:nothing", "api:drop-after-rotating", "refresh:status",
        "refresh:status=99", "refresh:status=abc", "refresh:slow=-1", "refresh:expires-in={", "refresh:redirect",
        "refresh:html,times=-1", "refresh:html,times", "api:html,skip=many", "refresh:crash-after=lunch",
    ])
    func `nonsense is refused`(text: String) {
        #expect(throws: SandboxError.self) { try FaultSpecification(parsing: text) }
    }
}
