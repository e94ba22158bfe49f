// SPDX-License-Identifier: Apache-2.0

import Synchronization
package import TicketparkAuth
package import TokenMachine

/// Time that goes on only when it is told to.
package final class VirtualClock: Sendable {
    private let elapsed = Atomic<Int64>(0)
    private let wallShift = Atomic<Int64>(0)

    /// Where virtual time begins: 2026-01-01T00:00:00Z.
    package static let start = Instant(milliseconds: 1_767_225_600_000)

    package init() {}

    /// True time, which nobody in the simulation but the server can see.
    package var now: Instant {
        VirtualClock.start + Interval(milliseconds: elapsed.load(ordering: .relaxed))
    }

    /// What the wall clock of the host shows.
    package var wall: Int64 {
        now.milliseconds + wallShift.load(ordering: .relaxed)
    }

    /// Goes on to `instant`, if that is later.
    package func advance(to instant: Instant) {
        elapsed.max((instant - VirtualClock.start).milliseconds, ordering: .relaxed)
    }

    /// Sets the wall clock that much forward, or back.
    package func jump(by interval: Interval) {
        wallShift.add(interval.milliseconds, ordering: .relaxed)
    }

    /// The clocks that a process sees.
    package var sources: MachineClock.Sources {
        MachineClock.Sources(
            wall: { self.wall }, monotonic: { self.elapsed.load(ordering: .relaxed) },
            // A simulation goes from one thing that happens to the next, and nobody sleeps in it.
            sleep: { _ in })
    }
}
