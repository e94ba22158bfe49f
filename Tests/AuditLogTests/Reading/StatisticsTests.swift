// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// What is counted, and how.
@Suite struct StatisticsTests {
    @Test func `percentiles are exact for short times, and near for long ones`() {
        var histogram = DurationHistogram()
        #expect(histogram.percentile(50) == nil)
        for value in 1...20 as ClosedRange<Int64> { histogram.add(value) }
        #expect(histogram.percentile(50) == 10)
        #expect(histogram.percentile(100) == 20)
        #expect(histogram.percentile(1) == 1)
        var long = DurationHistogram()
        for value in stride(from: 1000, through: 100_000, by: 1000) as StrideThrough<Int64> { long.add(value) }
        for percent in [1, 10, 50, 90, 99] as [Int64] {
            let exact = percent * 1000
            let found = long.percentile(percent) ?? 0
            #expect(found >= exact && found <= exact + exact / 30, "\(percent): \(found)")
        }
        #expect(long.longest == 100_000)
    }

    @Test func `times that make no sense have a bucket as well`() {
        var histogram = DurationHistogram()
        histogram.add(-5)
        histogram.add(.max)
        #expect(histogram.percentile(50) == 0)
        #expect(histogram.percentile(99) == .max)
    }

    @Test func `two histograms make one`() {
        var left = DurationHistogram()
        var right = DurationHistogram()
        var both = DurationHistogram()
        for value in [1, 50, 3000] as [Int64] {
            left.add(value)
            both.add(value)
        }
        for value in [7, 90_000] as [Int64] {
            right.add(value)
            both.add(value)
        }
        left.add(right)
        #expect(left == both)
    }

    @Test func `a token is usable until its hard stop, and time passes until the end of the log`() throws {
        let (bench, _) = try PlantedStory.revoked.told()
        let statistics = try #require(try LogReader(path: bench.path).statistics().first)
        // Signed in at 1 s, tokens at 2 s, the last of them runs out with the last event.
        #expect(statistics.time[.authenticating] == 1000)
        #expect(statistics.refreshes == 1)
        #expect(statistics.signIns == 1)
        #expect(statistics.failures == [.refreshTokenRejected: 1])
        #expect(statistics.denials == [.invalidGrant: 1])
        #expect(statistics.tries == [1: 3])
        let whole = statistics.time.values.reduce(0, +)
        #expect(statistics.usable == whole - 1000)
    }

    @Test func `a session without a token has no uptime`() throws {
        let (bench, _) = try PlantedStory.serverDown.told()
        let statistics = try #require(try LogReader(path: bench.path).statistics().first)
        #expect(statistics.faults == [.serverError: 20])
        #expect(statistics.failures == [.unavailable: 3])
        let gone = try #require(statistics.time[.failed])
        #expect(gone > 0)
        #expect((statistics.uptimePermille ?? 1000) < 1000)
    }

    @Test func `an attempt has as many tries as it took`() throws {
        var policy = TokenPolicy.ticketpark
        policy.maxTries = 7
        let story = try StoryBench(policy: policy)
        try story.signIn()
        try story.grant()
        try story.reachDeadline()
        while story.state.request != nil {
            try story.fault(.serverError, status: 500)
            if story.state.request != nil { try story.reachDeadline() }
        }
        let statistics = try #require(try LogReader(path: try story.finished().path).statistics().first)
        // As long as callers are still served, it is tried on.
        #expect(statistics.tries == [1: 1, 10: 1])
    }

    @Test func `no token is usable behind its hard stop, however late that is noticed`() throws {
        let story = try StoryBench()
        try story.signIn()
        try story.grant()
        try story.reachDeadline(late: 3600)
        let statistics = try #require(try LogReader(path: try story.finished().path).statistics().first)
        // Ten minutes, but for the second that the answer took and the margin before their end.
        #expect(statistics.usable == 594_000)
    }

    @Test func `sessions and times can be looked at alone`() throws {
        let bench = try SpoiledLog.sample()
        func events(_ options: String...) -> [String] {
            ToolRun(["stats", bench.path, "--format", "csv"] + options).lines.dropFirst().map { line in
                line.split(separator: ",").prefix(2).joined(separator: " ")
            }
        }
        #expect(events() == ["box-office 10", "kiosk 3"])
        #expect(events("-s", "kiosk") == ["kiosk 3"])
        #expect(events("--since", "2023-11-14T22:21:00Z", "--until", "2023-11-14T22:21:20Z") == ["box-office 4"])
    }

    @Test func `a try that ran out of time counts as one`() throws {
        let story = try StoryBench()
        try story.signIn()
        try story.reachDeadline()
        let statistics = try #require(try LogReader(path: try story.finished().path).statistics().first)
        #expect(statistics.faults == [.timedOut: 1])
    }
}
