// SPDX-License-Identifier: Apache-2.0

import AuditLog
import HeapModule
import TokenMachine

/// The timers of all sessions. One that was moved leaves its old entry behind, which is passed over when its time
/// comes: that is cheaper than finding it.
struct TimerHeap {
    private struct Entry: Comparable {
        var time: Instant
        var label: SessionLabel

        static func < (left: Entry, right: Entry) -> Bool {
            left.time < right.time
        }
    }

    private var entries = Heap<Entry>()

    /// How many entries there are, those left behind included.
    var count: Int { entries.count }

    /// Takes out the entries that were left behind, and those that are there twice.
    mutating func compact(where isCurrent: (SessionLabel, Instant) -> Bool) {
        var seen: Set<SessionLabel> = []
        entries = Heap(
            entries.unordered.filter { isCurrent($0.label, $0.time) && seen.insert($0.label).inserted })
    }

    /// Sets a timer.
    mutating func set(_ time: Instant, for label: SessionLabel) {
        entries.insert(Entry(time: time, label: label))
    }

    /// The next time for which `isCurrent` holds.
    mutating func next(where isCurrent: (SessionLabel, Instant) -> Bool) -> Instant? {
        while let entry = entries.min {
            if isCurrent(entry.label, entry.time) { return entry.time }
            entries.removeMin()
        }
        return nil
    }

    /// Takes out a session whose time has come.
    mutating func takeDue(at now: Instant) -> (label: SessionLabel, time: Instant)? {
        guard let entry = entries.min, entry.time <= now else { return nil }
        entries.removeMin()
        return (entry.label, entry.time)
    }
}
