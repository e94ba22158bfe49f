// SPDX-License-Identifier: Apache-2.0

import Synchronization
package import TokenMachine

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

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
        /// A clock that goes as the monotonic one does, but in ticks and not during suspend, and that takes a fraction
        /// of the time to read.
        package var coarse: @Sendable () -> Int64
        /// How long a tick is at most.
        package var tick: Int64

        /// - Parameter coarse: `nil` where the monotonic clock is to stand in for it.
        package init(
            wall: @escaping @Sendable () -> Int64, monotonic: @escaping @Sendable () -> Int64,
            sleep: @escaping @Sendable (_ until: Int64) async throws -> Void,
            coarse: (read: @Sendable () -> Int64, tick: Int64)? = nil
        ) {
            self.wall = wall
            self.monotonic = monotonic
            self.sleep = sleep
            self.coarse = coarse?.read ?? monotonic
            tick = coarse?.tick ?? 0
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
                sleep: { try await Task.sleep(until: start + .milliseconds(max(0, $0)), clock: .continuous) },
                coarse: coarseClock)
        }

        #if os(Linux)
            private static var coarseClock: (read: @Sendable () -> Int64, tick: Int64)? {
                (
                    read: { milliseconds { clock_gettime(CLOCK_MONOTONIC_COARSE, &$0) } },
                    tick: 1 + milliseconds { clock_getres(CLOCK_MONOTONIC_COARSE, &$0) }
                )
            }

            private static func milliseconds(_ read: (inout timespec) -> Int32) -> Int64 {
                var time = timespec()
                _ = read(&time)
                return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
            }
        #else
            private static let coarseClock: (read: @Sendable () -> Int64, tick: Int64)? = nil
        #endif
    }

    private let sources: Sources
    /// What machine time is ahead of the monotonic clock.
    private let offset: Atomic<Int64>
    /// What readers' time is ahead of the coarse clock.
    private let coarseOffset = Atomic<Int64>(.min / 2)

    /// A clock that goes on from `last`, the log's last instant.
    package init(_ sources: Sources, after last: Instant) {
        self.sources = sources
        offset = Atomic(max(sources.wall(), last.milliseconds) - sources.monotonic())
        align()
    }

    /// Now.
    package var now: Instant {
        Instant(milliseconds: sources.monotonic() + offset.load(ordering: .relaxed))
    }

    /// A time that is not before ``now``, after it by two ticks as a rule, and that takes a fraction of the time to read:
    /// a token that is usable then is usable now. It stands still during a suspend, until the next ``align()``.
    package var readersNow: Instant {
        Instant(milliseconds: sources.coarse() + coarseOffset.load(ordering: .relaxed))
    }

    /// Sees to it that ``readersNow`` is not before ``now``. To be called whenever there is something to do: after a
    /// suspend there is.
    package func align() {
        // In this order, as what comes between them may only put readers' time forward.
        let coarse = sources.coarse()
        coarseOffset.max(now.milliseconds - coarse + sources.tick, ordering: .relaxed)
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
        if new > old { align() }
        return Interval(milliseconds: new - old)
    }
}
