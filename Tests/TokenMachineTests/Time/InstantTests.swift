// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@Suite struct `Instants and intervals` {
    @Test func `an instant moves by an interval`() {
        let instant: Instant = 1_000
        let interval: Interval = 234
        #expect(instant + interval == 1_234)
        #expect(instant - interval == 766)
        #expect(instant - Instant(milliseconds: 1_400) == Interval(milliseconds: -400))
        #expect(instant + Interval(milliseconds: -2_000) == Instant(milliseconds: -1_000))
    }

    @Test func `an instant past the last one is the last one`() {
        #expect(Instant.distantFuture + .milliseconds(1) == .distantFuture)
        #expect(Instant(milliseconds: 9_223_372_036_854_775_800) + .seconds(1) == .distantFuture)
        #expect(Instant.distantFuture - .milliseconds(-1) == .distantFuture)
        #expect(Instant(milliseconds: 0) - .milliseconds(.min) == .distantFuture)
    }

    @Test func `an instant before the first one is the first one`() {
        #expect(Instant.distantPast - .milliseconds(1) == .distantPast)
        #expect(Instant.distantPast + .milliseconds(-1) == .distantPast)
        #expect(Instant(milliseconds: -9_223_372_036_854_775_800) - .seconds(1) == .distantPast)
    }

    @Test func `the time between the ends of time is as long as can be told`() {
        #expect(Instant.distantFuture - Instant.distantPast == .milliseconds(.max))
        #expect(Instant.distantPast - Instant.distantFuture == .milliseconds(.min))
        #expect(Instant.distantPast - Instant(milliseconds: 1) == .milliseconds(.min))
    }

    @Test func `earlier instants are less`() {
        #expect(Instant(milliseconds: -1) < 0)
        #expect(Instant.distantPast < .distantFuture)
        #expect(!(Instant(milliseconds: 5) < 5))
    }

    @Test func `units are what they say`() {
        #expect(Interval.seconds(3) == 3_000)
        #expect(Interval.minutes(3) == 180_000)
        #expect(Interval.hours(3) == 10_800_000)
        #expect(Interval.days(3) == 259_200_000)
        #expect(Interval.milliseconds(3) == 3)
        #expect(Interval.zero == 0)
        #expect(Interval.seconds(-3) == Interval(milliseconds: -3_000))
    }

    @Test func `units saturate`() {
        #expect(Interval.days(.max) == .milliseconds(.max))
        #expect(Interval.days(.min) == .milliseconds(.min))
        #expect(Interval.seconds(9_223_372_036_854_776) == .milliseconds(.max))
        #expect(Interval.seconds(-9_223_372_036_854_776) == .milliseconds(.min))
    }

    @Test func `intervals add and subtract, and saturate`() {
        #expect(Interval.seconds(3) + .milliseconds(7) == 3_007)
        #expect(Interval.seconds(3) - .milliseconds(7) == 2_993)
        #expect(Interval.milliseconds(.max) + .milliseconds(1) == .milliseconds(.max))
        #expect(Interval.milliseconds(.min) + .milliseconds(-1) == .milliseconds(.min))
        #expect(Interval.milliseconds(.min) - .milliseconds(1) == .milliseconds(.min))
        #expect(Interval.milliseconds(.max) - .milliseconds(-1) == .milliseconds(.max))
        #expect(Interval.milliseconds(-1) < .zero)
    }

    @Test func `thousandths are rounded towards zero`() {
        #expect(Interval.seconds(600).scaled(permille: 750) == 450_000)
        #expect(Interval.milliseconds(1_999).scaled(permille: 1) == 1)
        #expect(Interval.milliseconds(-1_999).scaled(permille: 1) == Interval(milliseconds: -1))
        #expect(Interval.milliseconds(999).scaled(permille: 1) == 0)
        #expect(Interval.milliseconds(.max).scaled(permille: 2_000) == 9_223_372_036_854_775)
        #expect(Interval.milliseconds(.max).scaled(permille: -2_000) == Interval(milliseconds: -9_223_372_036_854_775))
        #expect(Interval.milliseconds(.min).scaled(permille: -1) == 9_223_372_036_854_775)
    }

    @Test func `doubling stops at the limit`() {
        #expect(Interval.seconds(1).doubled(times: 0, limit: .seconds(60)) == 1_000)
        #expect(Interval.seconds(1).doubled(times: 5, limit: .seconds(60)) == 32_000)
        #expect(Interval.seconds(1).doubled(times: 6, limit: .seconds(60)) == 60_000)
        #expect(Interval.milliseconds(1).doubled(times: 62, limit: .milliseconds(.max)) == 4_611_686_018_427_387_904)
        #expect(Interval.milliseconds(1).doubled(times: 63, limit: .milliseconds(.max)) == .milliseconds(.max))
        #expect(Interval.milliseconds(1).doubled(times: .max, limit: .seconds(60)) == 60_000)
    }

    @Test func `doubling nothing, or less, comes to no more`() {
        #expect(Interval.zero.doubled(times: 3, limit: .seconds(60)) == 0)
        #expect(Interval.zero.doubled(times: .max, limit: .seconds(60)) == 0)
        #expect(Interval.milliseconds(-4).doubled(times: 1, limit: .seconds(60)) == Interval(milliseconds: -8))
        #expect(Interval.milliseconds(-4).doubled(times: 63, limit: .seconds(60)) == Interval(milliseconds: -4))
        #expect(Interval.milliseconds(-4).doubled(times: 62, limit: .seconds(60)) == .milliseconds(.min))
    }

    @Test func `a limit below the first interval wins`() {
        #expect(Interval.seconds(9).doubled(times: 0, limit: .seconds(4)) == 4_000)
        #expect(Interval.seconds(9).doubled(times: 99, limit: .zero) == 0)
        #expect(Interval.seconds(9).doubled(times: 2, limit: .seconds(-4)) == Interval(milliseconds: -4_000))
    }
}
