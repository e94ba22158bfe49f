// SPDX-License-Identifier: Apache-2.0

import HeapModule
import TokenMachine

/// What is still to come in a run, in the order of time; at the same time, in the order in which it was entered.
struct Agenda<Item> {
    private struct Entry: Comparable {
        var time: Instant
        var number: Int
        var item: Item

        static func < (left: Entry, right: Entry) -> Bool {
            (left.time, left.number) < (right.time, right.number)
        }

        static func == (left: Entry, right: Entry) -> Bool {
            left.number == right.number
        }
    }

    private var entries = Heap<Entry>()
    private var count = 0

    /// Enters something.
    mutating func enter(_ item: Item, at time: Instant) {
        entries.insert(Entry(time: time, number: count, item: item))
        count += 1
    }

    /// Takes what comes next, if it comes by `limit`.
    mutating func next(by limit: Instant) -> (time: Instant, item: Item)? {
        guard let entry = entries.min, entry.time <= limit else { return nil }
        entries.removeMin()
        return (entry.time, entry.item)
    }
}
