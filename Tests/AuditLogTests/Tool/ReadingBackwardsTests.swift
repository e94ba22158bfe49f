// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// An explanation reads what it needs of a session, and no more.
@Suite struct ReadingBackwardsTests {
    @Test func `what other sessions did makes no difference`() throws {
        let (bench, now) = try PlantedStory.refreshLost.told()
        let log = try SpoiledLog.crowded(30_000)
        let alone = try LogReader(path: bench.path).explain("box-office", now: Instant(milliseconds: now / 1000))
        let crowded = try LogReader(path: log.path).explain("box-office", now: Instant(milliseconds: now / 1000))
        #expect(alone == crowded)
    }

    @Test func `of a session without end the last part is read, and that is said`() throws {
        let log = try SpoiledLog.crowded(30_000)
        let explanation = try #require(
            try LogReader(path: log.path).explain("crowd", now: Instant(milliseconds: 1_700_000_000_000)))
        let unread = try #require(explanation.findings.first { $0.topic == .unread })
        #expect(unread.sentence.plain.contains("21808 earlier events"))
    }

    @Test func `transitions are counted to the end of a long log`() throws {
        let log = try SpoiledLog.crowded(12_000)
        let counts = try LogReader(path: log.path).transitionCounts()
        #expect(counts.count(.authenticating, .tokenRequested) == 12_000)
    }
}
