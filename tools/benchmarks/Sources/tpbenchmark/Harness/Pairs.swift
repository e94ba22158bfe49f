// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Two ways to do the same, measured in turn: A, B, B, A, A, B, …
///
/// The disk of a shared machine can be sixteen times slower from one minute to the next, and its processor twice. What
/// two neighbours of one run have in common falls out of their ratio, and each way comes first as often as the other.
struct Pairs {
    /// How many times as fast as the second way the first one is, of each pair.
    private(set) var ratios: [Double] = []
    /// What each way did in a second.
    private(set) var firstRates: [Double] = []
    private(set) var secondRates: [Double] = []

    /// Measures `count` pairs.
    ///
    /// - Parameters:
    ///   - work: How much each way does each time, such as a number of events.
    ///   - first, second: Do it once, and tell how long it took. What they do before and after does not count.
    static func measure(
        _ count: Int, work: Double, _ first: () async throws -> Duration, _ second: () async throws -> Duration
    ) async throws -> Pairs {
        var pairs = Pairs()
        for index in 0..<count {
            let firstTime: Duration
            let secondTime: Duration
            if index.isMultiple(of: 2) {
                firstTime = try await first()
                secondTime = try await second()
            } else {
                secondTime = try await second()
                firstTime = try await first()
            }
            pairs.firstRates.append(work / firstTime.seconds)
            pairs.secondRates.append(work / secondTime.seconds)
            pairs.ratios.append(secondTime / firstTime)
        }
        return pairs
    }

    /// The pairs of a part of the run.
    subscript(range: Range<Int>) -> Pairs {
        var part = Pairs()
        part.ratios = Array(ratios[range])
        part.firstRates = Array(firstRates[range])
        part.secondRates = Array(secondRates[range])
        return part
    }

    /// The same pairs where the first way did `factor` times as much each time as it was taken to do.
    func withFirstWork(times factor: Double) -> Pairs {
        var pairs = self
        pairs.ratios = ratios.map { $0 * factor }
        pairs.firstRates = firstRates.map { $0 * factor }
        return pairs
    }
}

extension Duration {
    var seconds: Double { self / .seconds(1) }
}

/// How long `body` takes.
func time(_ body: () throws -> Void) rethrows -> Duration {
    try ContinuousClock().measure(body)
}

/// How long the processor is busy with `body`, which stays on its thread: what others do meanwhile does not count.
func processorTime(_ body: () throws -> Void) rethrows -> Duration {
    let start = threadNanoseconds()
    try body()
    return .nanoseconds(threadNanoseconds() - start)
}

private func threadNanoseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}
