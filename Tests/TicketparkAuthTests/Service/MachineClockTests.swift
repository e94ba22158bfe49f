// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import TokenMachine

@testable import TicketparkAuth

/// Machine time.
struct MachineClockTests {
    @Test func `time that passes before a wait begins is part of the wait`() async throws {
        let monotonic = Mutex<Int64>(1_000)
        let waits = Mutex<[Int64]>([])
        let clock = MachineClock(
            MachineClock.Sources(
                wall: { 1_700_000_000_000 },
                // Each look at the clock takes a minute.
                monotonic: {
                    monotonic.withLock { time in
                        defer { time += 60_000 }
                        return time
                    }
                },
                sleep: { until in waits.withLock { $0.append(until) } }),
            after: .distantPast)
        try await clock.sleep(until: Instant(milliseconds: 1_700_000_000_000) + .seconds(300))
        // It was 1 s by the monotonic clock when machine time was 1,700,000,000 s.
        #expect(waits.withLock { $0 } == [301_000])
    }

    /// Clocks that are moved by hand, the coarse one by itself.
    private final class Hands: Sendable {
        let exact = Mutex<Int64>(1_000)
        let coarse = Mutex<Int64>(1_000)

        var sources: MachineClock.Sources {
            MachineClock.Sources(
                wall: { 1_700_000_000_000 }, monotonic: { self.exact.withLock { $0 } }, sleep: { _ in },
                coarse: (read: { self.coarse.withLock { $0 } }, tick: 10))
        }

        func advance(_ milliseconds: Int64, coarse: Int64) {
            exact.withLock { $0 += milliseconds }
            self.coarse.withLock { $0 += coarse }
        }
    }

    @Test func `readers' time is never before now, and at most two ticks after it`() {
        let hands = Hands()
        let clock = MachineClock(hands.sources, after: .distantPast)
        // The coarse clock is 0, 7, 9, 3 and again 0 ms late.
        for (exact, coarse) in [(0, 0), (7, 0), (2, 0), (4, 10), (7, 10)] as [(Int64, Int64)] {
            hands.advance(exact, coarse: coarse)
            clock.align()
            #expect(clock.readersNow >= clock.now)
            #expect(clock.readersNow <= clock.now + .milliseconds(20))
        }
        // Aligned when a tick has just come, and read when the next one is about to come.
        let later = MachineClock(hands.sources, after: .distantPast)
        hands.advance(9, coarse: 0)
        #expect(later.readersNow >= later.now)
    }

    @Test func `readers' time makes up for a suspend, and for a log that is ahead`() {
        let hands = Hands()
        let clock = MachineClock(hands.sources, after: .distantPast)
        hands.advance(3_600_000, coarse: 0)
        #expect(clock.readersNow < clock.now)
        clock.align()
        #expect(clock.readersNow >= clock.now)
        _ = clock.advance(to: clock.now + .hours(2))
        #expect(clock.readersNow >= clock.now)
    }
}
