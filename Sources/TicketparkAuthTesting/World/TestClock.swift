// SPDX-License-Identifier: Apache-2.0

import HeapModule
import Synchronization
import TokenMachine

/// A clock that stands still until it is told to go on. Sleeping on it takes no time.
public final class TestClock: Clock, Sendable {
    /// A moment on the clock.
    public struct Instant: InstantProtocol, Hashable, Sendable {
        /// Milliseconds since the clock's start.
        public var milliseconds: Int64

        public func advanced(by duration: Duration) -> Instant {
            Instant(milliseconds: milliseconds + TestClock.milliseconds(duration))
        }

        public func duration(to other: Instant) -> Duration {
            .milliseconds(other.milliseconds - milliseconds)
        }

        public static func < (left: Instant, right: Instant) -> Bool {
            left.milliseconds < right.milliseconds
        }
    }

    private struct Sleeper: Comparable {
        var time: Int64
        var number: Int

        static func < (left: Sleeper, right: Sleeper) -> Bool {
            (left.time, left.number) < (right.time, right.number)
        }
    }

    private struct Content {
        var now: Int64 = 0
        var count = 0
        var sleepers = Heap<Sleeper>()
        var continuations: [Int: CheckedContinuation<Void, any Error>] = [:]
        var cancelled: Set<Int> = []
    }

    private let content = Mutex(Content())

    /// A clock at its start.
    public init() {}

    public var now: Instant {
        Instant(milliseconds: content.withLock { $0.now })
    }

    public var minimumResolution: Duration { .milliseconds(1) }

    /// Sleeps until the clock is moved past `deadline`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let number = content.withLock { content in
            content.count += 1
            return content.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = content.withLock { content -> Result<Void, any Error>? in
                    if content.cancelled.remove(number) != nil { return .failure(CancellationError()) }
                    if deadline.milliseconds <= content.now { return .success(()) }
                    content.sleepers.insert(Sleeper(time: deadline.milliseconds, number: number))
                    content.continuations[number] = continuation
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let continuation = content.withLock { content -> CheckedContinuation<Void, any Error>? in
                guard let continuation = content.continuations.removeValue(forKey: number) else {
                    content.cancelled.insert(number)
                    return nil
                }
                return continuation
            }
            continuation?.resume(throwing: CancellationError())
        }
    }

    /// When the next sleeper wakes; `nil` where nobody sleeps.
    public var nextWake: Instant? {
        content.withLock { content in
            while let sleeper = content.sleepers.min {
                if content.continuations[sleeper.number] != nil { return Instant(milliseconds: sleeper.time) }
                content.sleepers.removeMin()
            }
            return nil
        }
    }

    /// Moves the clock to `instant`, if that is later, and wakes who sleeps until then, in the order of their times.
    public func advance(to instant: Instant) {
        while let continuation = takeDue(by: instant) { continuation.resume() }
        content.withLock { $0.now = max($0.now, instant.milliseconds) }
    }

    private func takeDue(by instant: Instant) -> CheckedContinuation<Void, any Error>? {
        content.withLock { content in
            while let sleeper = content.sleepers.min, sleeper.time <= instant.milliseconds {
                content.sleepers.removeMin()
                guard let continuation = content.continuations.removeValue(forKey: sleeper.number) else { continue }
                content.now = max(content.now, sleeper.time)
                return continuation
            }
            return nil
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
