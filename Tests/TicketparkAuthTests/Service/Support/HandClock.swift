// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TicketparkAuth
import TokenMachine

/// A clock that goes on when it is told to, for services and for the sandbox beside them.
final class HandClock: Sendable {
    private struct Sleeper {
        var wake: Int64
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct Time {
        /// Milliseconds since the Unix epoch.
        var now: Int64
        /// By how much the wall clock was set.
        var wallOffset: Int64 = 0
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var sleeperCount = 0
        var watchers: [(wake: Int64, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let time: Mutex<Time>

    /// A clock that begins now, as certificates are made and checked by the time of day.
    init() {
        time = Mutex(Time(now: Instant.wallClock.milliseconds))
    }

    /// The time by which a sandbox lives.
    var date: Date {
        Date(timeIntervalSince1970: Double(time.withLock { $0.now }) / 1000)
    }

    /// Milliseconds since the Unix epoch by the wall clock, which may have been set.
    var wall: Int64 {
        time.withLock { $0.now + $0.wallOffset }
    }

    /// The clocks of a service. Readers' time is a tick of 10 ms ahead.
    var sources: MachineClock.Sources {
        let now: @Sendable () -> Int64 = { self.time.withLock { $0.now } }
        return MachineClock.Sources(
            wall: { self.wall }, monotonic: now, sleep: { try await self.sleep(until: $0) },
            coarse: (read: now, tick: 10))
    }

    /// How many sleep on it.
    var sleeperCount: Int { time.withLock { $0.sleepers.count } }

    /// Lets time pass. Who slept long enough wakes up.
    func advance(by interval: Interval) {
        let due = time.withLock { time in
            time.now += interval.milliseconds
            let due = time.sleepers.filter { $0.value.wake <= time.now }
            for number in due.keys { time.sleepers[number] = nil }
            return due.values
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Returns when somebody sleeps who is to wake up so long from now.
    func waitForSleeper(_ interval: Interval) async {
        await withCheckedContinuation { continuation in
            let isAsleep = time.withLock { time in
                let wake = time.now + interval.milliseconds
                guard !time.sleepers.values.contains(where: { $0.wake == wake }) else { return true }
                time.watchers.append((wake, continuation))
                return false
            }
            if isAsleep { continuation.resume() }
        }
    }

    /// Sets the wall clock, by so much, and nothing else.
    func setWall(by interval: Interval) {
        time.withLock { $0.wallOffset += interval.milliseconds }
    }

    private func sleep(until wake: Int64) async throws {
        // A poll does not wait for time to pass, it only lets others have their turn.
        let left = time.withLock { max(wake, $0.now) - $0.now }
        if left <= 10 { return try await Task.sleep(for: .milliseconds(left)) }
        let number = time.withLock { time in
            time.sleeperCount += 1
            return time.sleeperCount
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = time.withLock { time -> Result<Void, any Error>? in
                    if time.cancelled.remove(number) != nil { return .failure(CancellationError()) }
                    guard wake > time.now else { return .success(()) }
                    time.sleepers[number] = Sleeper(wake: wake, continuation: continuation)
                    for watcher in time.watchers where watcher.wake == wake { watcher.continuation.resume() }
                    time.watchers.removeAll { $0.wake == wake }
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let sleeper = time.withLock { time in
                guard let sleeper = time.sleepers.removeValue(forKey: number) else {
                    time.cancelled.insert(number)
                    return Sleeper?.none
                }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
