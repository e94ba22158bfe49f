import Synchronization
package import TokenMachine

/// Machine time: it starts at the later of the wall clock and the log's last instant, then goes on with a monotonic
/// clock that counts suspend, and never runs back. So a wall clock that is set back lengthens no wait.
package final class MachineClock: Sendable {
    /// The two clocks that machine time is made from, both in milliseconds, and a way to wait for the second.
    package struct Sources: Sendable {
        /// Since the Unix epoch.
        package var wall: @Sendable () -> Int64
        /// Since an arbitrary moment; counts suspend and is never set.
        package var monotonic: @Sendable () -> Int64
        /// Returns when the monotonic clock shows that, or throws when the task is cancelled. How long that is must not be
        /// worked out before the wait begins, as time goes on in between.
        package var sleep: @Sendable (_ until: Int64) async throws -> Void

        package init(
            wall: @escaping @Sendable () -> Int64, monotonic: @escaping @Sendable () -> Int64,
            sleep: @escaping @Sendable (_ until: Int64) async throws -> Void
        ) {
            self.wall = wall
            self.monotonic = monotonic
            self.sleep = sleep
        }

        /// The system's clocks.
        package static var system: Sources {
            let start = ContinuousClock.now
            return Sources(
                wall: { Instant.wallClock.milliseconds },
                monotonic: {
                    let (seconds, attoseconds) = (ContinuousClock.now - start).components
                    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
                },
                sleep: { try await Task.sleep(until: start + .milliseconds(max(0, $0)), clock: .continuous) })
        }
    }

    private let sources: Sources
    /// What machine time is ahead of the monotonic clock.
    private let offset: Atomic<Int64>

    /// A clock that goes on from `last`, the log's last instant.
    package init(_ sources: Sources, after last: Instant) {
        self.sources = sources
        offset = Atomic(max(sources.wall(), last.milliseconds) - sources.monotonic())
    }

    /// Now.
    package var now: Instant {
        Instant(milliseconds: sources.monotonic() + offset.load(ordering: .relaxed))
    }

    /// By how much the wall clock is ahead of machine time.
    package var wallLead: Interval {
        Interval(milliseconds: sources.wall()) - Interval(milliseconds: now.milliseconds)
    }

    /// Returns when it is `time`, or throws when the task is cancelled.
    package func sleep(until time: Instant) async throws {
        try await sources.sleep((time - Interval(milliseconds: offset.load(ordering: .relaxed))).milliseconds)
    }

    /// Goes on from `instant`, if that is later than now: another process of the log was ahead.
    ///
    /// - Returns: By how much that was.
    package func advance(to instant: Instant) -> Interval {
        let (old, new) = offset.max(instant.milliseconds - sources.monotonic(), ordering: .relaxed)
        return Interval(milliseconds: new - old)
    }
}
