// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// What callers asked and got, to be held against the log: the session must look to them like one register that the
/// log's events write, whichever process they ask (Herlihy and Wing, "Linearizability", 1990).
///
/// The writes are in one order already, that of the log. So a history is linearizable exactly when each call got a
/// token that was the session's at some moment between its question and its answer.
struct CallHistory {
    /// One call that got a token.
    struct Call {
        var label: SessionLabel
        var token: TokenRef
        /// How many events were committed, by anybody, when it asked.
        var askedAt: Int64
        /// The same when it was answered.
        var answeredAt: Int64
    }

    private(set) var calls: [Call] = []

    mutating func add(_ call: Call) {
        calls.append(call)
    }

    /// The calls that got a token which was not the session's while they waited.
    func misled(by events: [(label: SessionLabel, event: StoredEvent)]) -> [Call] {
        var writes: [SessionLabel: [(seq: Int64, token: TokenRef?)]] = [:]
        for (label, event) in events {
            guard let state = event.transition?.state else { continue }
            writes[label, default: []].append((event.seq, state.access?.ref))
        }
        return calls.filter { call in
            let writes = writes[call.label] ?? []
            // The write in force when it asked, and all up to its answer.
            let first = writes.lastIndex { $0.seq <= call.askedAt } ?? 0
            return !writes[min(first, writes.count)...].contains {
                $0.seq <= call.answeredAt && $0.token == call.token
            }
        }
    }
}
