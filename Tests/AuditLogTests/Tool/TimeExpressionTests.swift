// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import tpaudit

/// The times that people write.
@Suite struct TimeExpressionTests {
    /// 2023-11-14T22:13:20Z.
    private static let now: Int64 = 1_700_000_000_000_000

    private func time(_ text: String, zone: String = "UTC") throws -> Int64? {
        TimeExpression(text).microseconds(now: Self.now, in: try #require(ZoneText(name: zone)))
    }

    @Test(
        arguments: [
            ("now", 1_700_000_000_000_000), ("NOW", 1_700_000_000_000_000), ("today", 1_699_920_000_000_000),
            ("yesterday", 1_699_833_600_000_000), ("-90s", 1_699_999_910_000_000), ("-2h", 1_699_992_800_000_000),
            ("-30m", 1_699_998_200_000_000), ("-7d", 1_699_395_200_000_000), ("-1w", 1_699_395_200_000_000),
            ("-0s", 1_700_000_000_000_000), ("@1700000000", 1_700_000_000_000_000), ("@-1", -1_000_000),
            ("@0.5", 500_000), ("2023-11-14", 1_699_920_000_000_000),
            ("2023-11-14T22:13:20Z", 1_700_000_000_000_000), ("2023-11-14t22:13:20z", 1_700_000_000_000_000),
            ("2023-11-14 22:13:20", 1_700_000_000_000_000), ("2023-11-14T22:13", 1_699_999_980_000_000),
            ("2023-11-14T22:13:20.123456Z", 1_700_000_000_123_456), ("2023-11-14T22:13:20.5Z", 1_700_000_000_500_000),
            ("2023-11-14T23:13:20+01:00", 1_700_000_000_000_000), ("2023-11-14T18:43:20-03:30", 1_700_000_000_000_000),
            ("2023-11-14T23:13Z", 1_700_003_580_000_000), ("2024-02-29", 1_709_164_800_000_000),
        ] as [(String, Int64)])
    func `a time is what people mean by it`(text: String, expected: Int64) throws {
        #expect(try time(text) == expected)
    }

    @Test(arguments: [
        "", "lunch", "2023", "2023-11", "2023-13-01", "2023-00-01", "2023-02-29", "2023-11-31", "2023-11-00",
        "2023-11-14T", "2023-11-14T24:00:00Z", "2023-11-14T22:60Z", "2023-11-14T22:13:60Z", "2023-11-14T22:13:20.Z",
        "2023-11-14T22:13:20X", "2023-11-14T22:13:20+1", "-", "-2", "-h", "-2y", "--2h", "-2 h", "@", "@x", "@1.",
        "@1.x",
        "-99999999999999999999s", "@99999999999999999999", "２０２３-11-14", "2023-11-1４",
    ])
    func `what is no time is none`(text: String) throws {
        #expect(try time(text) == nil)
    }

    @Test func `days begin at midnight of the zone`() throws {
        // In Zurich it is 23:13 on the 14th, in Tokyo 07:13 on the 15th.
        #expect(try time("today", zone: "Europe/Zurich") == 1_699_916_400_000_000)
        #expect(try time("today", zone: "Asia/Tokyo") == 1_699_974_000_000_000)
        #expect(try time("2023-11-14", zone: "+02:00") == 1_699_912_800_000_000)
        #expect(try time("2023-07-14T12:00:00", zone: "Europe/Zurich") == 1_689_328_800_000_000)
        #expect(try time("2023-11-14T22:13:20Z", zone: "Asia/Tokyo") == 1_700_000_000_000_000)
    }

    @Test func `zones have the names that people use`() {
        for name in ["UTC", "utc", "Z", "local", "+02:00", "-0530", "Europe/Zurich"] {
            #expect(ZoneText(name: name) != nil, "\(name)")
        }
        for name in ["", "Nowhere", "+2", "+25:00", "+02:60", "02:00"] {
            #expect(ZoneText(name: name) == nil, "\(name)")
        }
    }
}
