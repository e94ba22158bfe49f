// SPDX-License-Identifier: Apache-2.0

import DequeModule
import TokenMachine

/// How many token requests are under way at a time. Those that find no slot free wait for their turn: first come, first
/// served, and a session that tries again comes after those that have not tried yet.
struct RequestSlots {
    /// How many there are.
    let limit: Int
    private var taken: [Int: Instant] = [:]
    private var waiting: Deque<Interpreter.PendingExchange> = []
    private var count = 0

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// When the next slot comes free by itself, where one is waited for.
    var nextRelease: Instant? {
        waiting.isEmpty ? nil : taken.values.min()
    }

    /// Puts a request at the end of the queue.
    mutating func enqueue(_ exchange: Interpreter.PendingExchange) {
        waiting.append(exchange)
    }

    /// The request whose turn it is, if there is a slot for it.
    mutating func next(at now: Instant) -> Interpreter.PendingExchange? {
        guard !waiting.isEmpty else { return nil }
        if taken.count >= limit {
            // An exchange is left open after its time limit, for what may still come, but is nothing to wait for.
            taken = taken.filter { now < $0.value }
        }
        return taken.count < limit ? waiting.popFirst() : nil
    }

    /// Takes a slot, at the latest until that instant.
    ///
    /// - Returns: The number of the exchange that has it.
    mutating func take(until limit: Instant) -> Int {
        count += 1
        taken[count] = limit
        return count
    }

    /// Gives a slot back; one that is free again already is not given back twice.
    mutating func release(_ number: Int) {
        taken[number] = nil
    }

    /// Drops all that wait.
    mutating func removeWaiting() {
        waiting = []
    }
}
