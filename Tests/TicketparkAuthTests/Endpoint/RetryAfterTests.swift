// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing
import TokenMachine

@testable import TicketparkAuth

struct RetryAfterTests {
    /// 2026-11-24 12:00:00 UTC.
    private let now = Instant(milliseconds: 1_795_521_600_000)

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
        ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200),
        // Fifty years ahead at most, so 76 is 2076 and 77 is 1977.
        ("Tuesday, 24-Nov-76 12:00:00 GMT", 3_373_444_800),
        ("Thursday, 24-Nov-77 12:00:00 GMT", 249_220_800),
    ])
    func `all three forms of HTTP dates are read`(text: String, seconds: Int64) {
        #expect(HTTPDate.parse(text, now: now) == Instant(milliseconds: seconds * 1000))
    }

    @Test(arguments: [
        "", "GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:+7 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT", "1 2 3 4 5",
    ])
    func `what is no HTTP date is not taken for one`(text: String) {
        #expect(HTTPDate.parse(text, now: now) == nil)
    }

    @Test(arguments: [
        ("120", nil, 120_000), ("0", nil, 0), ("99999999999999999999", nil, Int64.max),
        ("Tue, 24 Nov 2026 12:00:30 GMT", nil, 30_000),
        ("Tue, 24 Nov 2026 11:00:00 GMT", nil, 0),
        // The server's clock runs an hour behind ours; its own date says so.
        ("Tue, 24 Nov 2026 11:00:30 GMT", "Tue, 24 Nov 2026 11:00:00 GMT", 30_000),
        ("Tue, 24 Nov 2026 12:00:30 GMT", "nonsense", 30_000),
        ("-5", nil, nil), ("+5", nil, nil), ("5.5", nil, nil), ("5 s", nil, nil), ("", nil, nil), ("soon", nil, nil),
    ])
    func `a wait is read as seconds or as a date`(text: String, date: String?, milliseconds: Int64?) {
        var headers: HTTPHeaders = ["retry-after": text]
        if let date { headers.add(name: "date", value: date) }
        #expect(RetryAfter.interval(in: headers, now: now) == milliseconds.map(Interval.milliseconds))
    }

    @Test func `no header asks for no wait`() {
        #expect(RetryAfter.interval(in: [:], now: now) == nil)
    }
}
