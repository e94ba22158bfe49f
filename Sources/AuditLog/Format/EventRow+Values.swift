// SPDX-License-Identifier: Apache-2.0

extension EventRow {
    /// The names of the columns, in the order of ``columns``.
    static let columnNames = columns.split(separator: ", ").map(String.init)

    /// The values of the columns, in the order of ``columns``.
    var values: [StoredValue] {
        var values: [StoredValue] = [
            .integer(seq), .blob(id), .integer(session), .integer(version), .integer(policy), .integer(at),
            .integer(wall), .integer(writer), .integer(kind), .integer(fromState), .integer(toState),
            .integer(disposition), .integer(reducer), .blob(state), .blob(effects), .blob(chain),
            note.map(StoredValue.text) ?? .null,
        ]
        details.forEach { values.append(StoredValue($0)) }
        return values
    }

    /// The row of these values, which stand under the names of their columns. One that is not there is as in an empty
    /// row.
    init(_ value: (String) -> StoredValue?) {
        func integer(_ column: String) -> Int64 { value(column)?.integer ?? 0 }
        func bytes(_ column: String) -> [UInt8] { value(column)?.bytes ?? [] }
        func optional(_ column: String) -> Int64? { value(column)?.integer }
        seq = integer("seq")
        id = bytes("id")
        session = integer("session")
        version = integer("version")
        policy = integer("policy")
        at = integer("at_ms")
        wall = integer("wall_us")
        writer = integer("writer")
        kind = integer("kind")
        fromState = integer("from_state")
        toState = integer("to_state")
        disposition = integer("disposition")
        reducer = integer("reducer")
        state = bytes("state")
        effects = bytes("effects")
        chain = bytes("chain")
        note = value("note")?.bytes
        details = EventDetails(
            cause: optional("cause"), attempt: optional("attempt"), try: optional("try"),
            accessRef: optional("access_ref"), refreshRef: optional("refresh_ref"), spentRef: optional("spent_ref"),
            requested: optional("requested_ms"), lifetime: optional("lifetime_ms"), denial: optional("denial"),
            fault: optional("fault"), status: optional("status"), reached: optional("reached"),
            retryAfter: optional("retry_after_ms"), burn: optional("burn"), failure: optional("failure"),
            subject: optional("subject"), amount: optional("amount_ms"))
    }
}
