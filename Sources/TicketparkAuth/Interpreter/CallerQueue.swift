// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// A caller that waits for an answer until its own time limit.
protocol WaitingCaller {
    var waiter: Waiter<AccessToken> { get }
    var limit: Instant { get set }
}

/// The callers of a session. To add one, and to know whose limit comes first, takes no look at the others.
struct CallerQueue<Caller: WaitingCaller> {
    private var callers: [Caller] = []
    /// When the first of them has to be answered; in the distant future where there is none. One that has left may
    /// still be counted.
    private(set) var earliestLimit = Instant.distantFuture

    var isEmpty: Bool { callers.isEmpty }
    var count: Int { callers.count }

    mutating func add(_ caller: Caller) {
        callers.append(caller)
        earliestLimit = min(earliestLimit, caller.limit)
    }

    /// Takes out those that `isMeant` holds for.
    mutating func take(where isMeant: (Caller) -> Bool = { _ in true }) -> [Caller] {
        let taken = callers.filter(isMeant)
        if !taken.isEmpty { keep { !isMeant($0) } }
        return taken
    }

    /// Lets go of those that were answered, or have left.
    mutating func removeAnswered() {
        keep { $0.waiter.answer == nil }
    }

    /// Puts off all limits.
    mutating func postpone(by interval: Interval) {
        for index in callers.indices { callers[index].limit = callers[index].limit + interval }
        earliestLimit = callers.lazy.map(\.limit).min() ?? .distantFuture
    }

    private mutating func keep(_ isKept: (Caller) -> Bool) {
        callers.removeAll { !isKept($0) }
        earliestLimit = callers.lazy.map(\.limit).min() ?? .distantFuture
    }
}
