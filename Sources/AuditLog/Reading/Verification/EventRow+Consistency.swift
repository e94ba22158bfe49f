// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension EventRow {
    /// The columns that hold something else than this package would have written for `content`, which is what the row
    /// holds.
    ///
    /// Of the bytes that were decoded, nothing needs to be said: no others have that meaning.
    func inconsistentColumns(for content: StoredEvent.Content) throws(MalformedRow) -> [String] {
        var model = EventRow()
        let isOfSession: Bool
        switch content {
        case .event(let event, let from, let transition):
            isOfSession = true
            model.setColumns(event, from: from, transition)
            model.effects = effects
        case .record(let record):
            isOfSession = false
            model.set(record, at: Instant(milliseconds: at))
        }
        guard UInt16(exactly: reducer) != nil else { throw MalformedRow(seq: seq, column: "reducer") }
        model.details.cause = details.cause
        // What an older reducer wrote may have another form than this one gives to the same.
        let isCurrent = reducer == model.reducer
        guard
            model.details != details || model.fromState != fromState || model.toState != toState
                || model.disposition != disposition || isOfSession != (session != 0)
                || isCurrent && model.effects != effects
        else { return [] }
        return columns(differingFrom: model, isCurrent: isCurrent)
            + (isOfSession != (session != 0) ? ["session"] : [])
    }

    /// The names of the columns that differ.
    private func columns(differingFrom model: EventRow, isCurrent: Bool) -> [String] {
        var columns: [String] = []
        func compare<Value: Equatable>(_ column: String, _ field: KeyPath<EventRow, Value>) {
            if self[keyPath: field] != model[keyPath: field] { columns.append(column) }
        }
        compare("from_state", \.fromState)
        compare("to_state", \.toState)
        compare("disposition", \.disposition)
        if isCurrent { compare("effects", \.effects) }
        compare("attempt", \.details.attempt)
        compare("try", \.details.try)
        compare("access_ref", \.details.accessRef)
        compare("refresh_ref", \.details.refreshRef)
        compare("spent_ref", \.details.spentRef)
        compare("requested_ms", \.details.requested)
        compare("lifetime_ms", \.details.lifetime)
        compare("denial", \.details.denial)
        compare("fault", \.details.fault)
        compare("status", \.details.status)
        compare("reached", \.details.reached)
        compare("retry_after_ms", \.details.retryAfter)
        compare("burn", \.details.burn)
        compare("failure", \.details.failure)
        compare("subject", \.details.subject)
        compare("amount_ms", \.details.amount)
        return columns
    }
}
