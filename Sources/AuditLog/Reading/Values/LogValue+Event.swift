// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension LogValue {
    /// An event as every output shows it: always the same fields in the same order, those that it does not have null.
    ///
    /// - Parameters:
    ///   - row: The row as it stands in the file.
    ///   - label: The label of its session.
    package init(_ row: EventRow, label: String?) throws(MalformedRow) {
        let stored = try row.decoded()
        let details = row.details
        let transition = stored.transition
        self = .object(
            [
                Field("seq", .integer(stored.seq)),
                Field("id", .text(stored.id.description)),
                Field("session", .optional(label) { .text($0) }),
                Field("version", .integer(stored.version)),
                Field("policy", .integer(stored.policy)),
                Field("at", .instant(stored.at)),
                Field("wall", .wall(stored.wallMicroseconds)),
                Field("writer", .integer(stored.writer)),
                Field("cause", .optional(stored.cause) { .integer($0) }),
                Field("kind", .text(stored.kind.name)),
                Field("from_state", .optional(StateKind(code: row.fromState)) { .name($0) }),
                Field("to_state", .optional(transition) { .name($0.state.kind) }),
                Field("disposition", .optional(transition) { .text($0.disposition.name) }),
            ] + LogValue.fields(of: details) + LogValue.fields(of: stored.record) + [
                Field("note", .optional(row.note) { .utf8($0) }),
                Field("reducer", .integer(Int64(stored.reducer))),
                Field("state", .optional(transition) { LogValue($0.state) }),
                Field("effects", .optional(transition) { LogValue($0.effects) }),
                Field("chain", .text(hex(stored.chain))),
            ])
    }

    /// The names of an event's fields, in their order.
    package static let eventFields = [
        "seq", "id", "session", "version", "policy", "at", "wall", "writer", "cause", "kind", "from_state", "to_state",
        "disposition", "attempt", "try", "access_ref", "refresh_ref", "spent_ref", "requested", "lifetime_ms", "denial",
        "fault", "status", "reached", "retry_after_ms", "burn", "failure", "subject", "amount_ms", "key", "archive",
        "note", "reducer", "state", "effects", "chain",
    ]

    private static func fields(of details: EventDetails) -> [Field] {
        func number(_ name: String, _ value: Int64?) -> Field {
            Field(name, .optional(value) { .integer($0) })
        }
        func ref(_ name: String, _ value: Int64?) -> Field {
            Field(name, .optional(value) { .ref(TokenRef(column: $0)) })
        }
        func code<Code: NamedCase>(_ name: String, _ value: Int64?, _ type: Code.Type) -> Field {
            Field(name, .optional(value.flatMap { Code(code: $0) }) { .name($0) })
        }
        return [
            Field("attempt", .optional(details.attempt) { .unsigned(UInt64(bitPattern: $0)) }),
            number("try", details.try),
            ref("access_ref", details.accessRef),
            ref("refresh_ref", details.refreshRef),
            ref("spent_ref", details.spentRef),
            Field("requested", .optional(details.requested) { .instant(Instant(milliseconds: $0)) }),
            number("lifetime_ms", details.lifetime),
            code("denial", details.denial, OAuthErrorCode.self),
            code("fault", details.fault, FaultKind.self),
            number("status", details.status),
            code("reached", details.reached, Reach.self),
            number("retry_after_ms", details.retryAfter),
            Field("burn", .optional(details.burn) { .flag($0 == 1) }),
            code("failure", details.failure, Failure.self),
            number("subject", details.subject),
            number("amount_ms", details.amount),
        ]
    }

    /// What a record of the log itself is about beyond its columns.
    private static func fields(of record: LogRecord?) -> [Field] {
        [
            Field("key", .optional(record?.key) { LogInfo.Key($0).logValue }),
            Field("archive", .optional(record?.archive) { LogValue($0) }),
        ]
    }

    private init(_ mark: ArchiveMark) {
        self = .object([Field("through", .integer(mark.size)), Field("digest", .text(hex(mark.digest)))])
    }
}

extension RawRepresentable where RawValue == UInt8 {
    /// The case of that number in a log.
    init?(code: Int64) {
        guard let value = UInt8(exactly: code) else { return nil }
        self.init(rawValue: value)
    }
}
