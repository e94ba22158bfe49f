// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachineTesting

@testable import AuditLog

@Suite struct TimeTextTests {
    @Test func `times are those of the calendar`() {
        #expect(TimeText.text(milliseconds: 0) == "1970-01-01T00:00:00.000Z")
        #expect(TimeText.text(milliseconds: -1) == "1969-12-31T23:59:59.999Z")
        #expect(TimeText.text(milliseconds: 951_782_400_000) == "2000-02-29T00:00:00.000Z")
        #expect(TimeText.text(microseconds: 1_700_000_000_123_456) == "2023-11-14T22:13:20.123456Z")
        #expect(TimeText.text(milliseconds: 1_700_000_000_123, offset: 3600) == "2023-11-14T23:13:20.123+01:00")
        #expect(TimeText.text(milliseconds: 1_700_000_000_123, offset: -12_600) == "2023-11-14T18:43:20.123-03:30")
        #expect(TimeText.text(milliseconds: 253_402_300_799_999) == "9999-12-31T23:59:59.999Z")
    }

    @Test func `times beyond four-digit years are numbers`() {
        #expect(TimeText.text(milliseconds: 253_402_300_800_000) == "@253402300800")
        #expect(TimeText.text(milliseconds: .min) == "@-9223372036854776")
        #expect(TimeText.text(milliseconds: .max) == "@9223372036854775")
        #expect(TimeText.text(milliseconds: .max, offset: 3600) == "@9223372036854775")
    }

    @Test func `dates and their numbers of days belong together`() {
        for days in stride(from: Int64(-719_468), through: 2_932_896, by: 97) {
            let date = TimeText.date(days: days)
            #expect(TimeText.days(year: date.year, month: date.month, day: date.day) == days)
        }
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func `Foundation writes the same`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let seconds = Int64.random(in: -2_000_000_000...10_000_000_000, using: &random)
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            #expect(TimeText.text(milliseconds: seconds * 1000).prefix(19) == date.formatted(.iso8601).prefix(19))
        }
    }
}
