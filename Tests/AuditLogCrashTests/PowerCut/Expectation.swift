// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// What whoever uses a log has learnt of it.
enum Mark: Sendable {
    /// The log is open, so there is one.
    case opened
    /// Those events are to be appended together.
    case asked([EventID])
    /// They are in the log.
    case acknowledged([EventID])
    /// The log showed those events, which makes them as good as acknowledged: somebody may have acted on them.
    case shown([EventID])
}

/// What a log has to hold after all that was learnt of it.
struct Expectation {
    /// Whether there has to be a log.
    private(set) var isThere = false
    /// What was asked for, in order; a list that was asked for again stands here twice.
    private var asked: [[EventID]] = []
    private var promised: Set<EventID> = []

    mutating func learn(_ mark: Mark) {
        switch mark {
        case .opened: isThere = true
        case .asked(let events): asked.append(events)
        case .acknowledged(let events), .shown(let events): promised.formUnion(events)
        }
    }

    /// How many events have to be in the log.
    var promisedCount: Int { promised.count }

    /// What is wrong with a log of those events; `nil` where it is as it should be: each list in it as a whole or not
    /// at all, in the order in which they were asked for, and all that was promised.
    func complaint(about events: [EventID]) -> String? {
        var rest = events[...]
        var found: Set<EventID> = []
        for list in asked {
            guard rest.starts(with: list) else {
                if list.contains(where: { promised.contains($0) && !found.contains($0) && !isAskedAgain(list) }) {
                    return "of \(promised.count) promised events, those after the first \(found.count) are not there"
                }
                continue
            }
            rest = rest.dropFirst(list.count)
            found.formUnion(list)
        }
        guard rest.isEmpty else { return "after \(found.count) events comes one that does not belong there" }
        guard promised.isSubset(of: found) else {
            return "\(promised.subtracting(found).count) of \(promised.count) promised events are missing"
        }
        return nil
    }

    private func isAskedAgain(_ list: [EventID]) -> Bool {
        asked.count { $0 == list } > 1
    }
}
