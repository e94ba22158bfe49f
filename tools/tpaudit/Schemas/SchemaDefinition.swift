// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// What several formats have in common.
enum SchemaDefinition: String, CaseIterable {
    case event, provenEvent, state, effects, request, accessToken, refreshToken, policy, session, finding, scalar
    case checkFinding, fieldDifference, replayDivergence, course, key

    /// Its schema.
    var schema: JSONSchema {
        switch self {
        case .event: SchemaDefinition.event(session: .label.orNull, hasChain: true)
        case .provenEvent: SchemaDefinition.event(session: .any(of: [.label, .ordinal]), hasChain: false)
        case .state: SchemaDefinition.stateSchema
        case .effects: SchemaDefinition.effectsSchema
        case .request:
            .object([
                ("attempt", .count), ("try", .ordinal), ("phase", .names(["inFlight", "backingOff"])),
                ("until", .instant),
            ])
        case .accessToken:
            .object([("ref", .ref), ("issued_at", .instant), ("hard_stop", .instant)])
        case .refreshToken:
            .object([("ref", .ref), ("issued_at", .instant), ("outcome_unknown", .flag)])
        case .policy: SchemaDefinition.policySchema
        case .session:
            .object([
                ("session", .label), ("id", .ordinal), ("created", .wall), ("events", .count), ("seq", .seq.orNull),
                ("at", .instant.orNull), ("wall", .wall.orNull), ("policy", .ordinal.orNull),
                ("state", .definition(.state)),
            ])
        case .finding:
            .object([
                ("topic", .name(of: Finding.Topic.self)), ("seq", .seq.orNull), ("wall", .wall.orNull),
                ("text", .string),
            ])
        case .scalar: .any(of: [.string, .integer, .flag, .list(of: .string)])
        case .checkFinding:
            .object([
                ("seq", .integer.orNull), ("check", .name(of: VerificationFinding.Check.self)), ("text", .string),
            ])
        case .fieldDifference:
            .object([
                ("field", .string), ("left", .definition(.scalar).orNull), ("right", .definition(.scalar).orNull),
            ])
        case .replayDivergence:
            .object([
                ("seq", .seq), ("session", .label), ("kind", .kind), ("reducer", .ordinal),
                (
                    "differences",
                    .list(
                        of: .object([
                            ("field", .string), ("recorded", .definition(.scalar).orNull),
                            ("replayed", .definition(.scalar).orNull),
                        ]))
                ),
            ])
        case .key: .object([("purpose", .string), ("value", .hash), ("from_seq", .ordinal)])
        case .course:
            .object([("refreshes", .count), ("tries", .count), ("failures", .count), ("without_token_ms", .count)])
        }
    }

    /// The definitions to which a schema refers, also by others.
    static func referred(from value: LogValue) -> [SchemaDefinition] {
        var found: Set<SchemaDefinition> = []
        var rest = [value]
        while let next = rest.popLast() {
            for definition in next.references where found.insert(definition).inserted {
                rest.append(definition.schema.value)
            }
        }
        return allCases.filter(found.contains)
    }

    /// What a record says of the events that were moved to an archive.
    private static let archive = JSONSchema.object([
        ("through", .ordinal.described("The seq of the last event that was moved.")),
        ("digest", .hash.described("Of what the log goes on from.")),
    ])

    private static func event(session: JSONSchema, hasChain: Bool) -> JSONSchema {
        let number = JSONSchema.integer.orNull
        let state = JSONSchema.name(of: StateKind.self).orNull
        let fields: [(name: String, schema: JSONSchema)] = [
            ("seq", .seq), ("id", .string(matching: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")),
            ("session", session), ("version", .count), ("policy", .integer), ("at", .instant), ("wall", .wall),
            ("writer", .integer),
            ("cause", number.described("The seq of the event whose effect led here.")), ("kind", .kind),
            ("from_state", state), ("to_state", state),
            ("disposition", .names(Disposition.allCases.map(\.name)).orNull), ("attempt", .count.orNull),
            ("try", number), ("access_ref", .ref.orNull), ("refresh_ref", .ref.orNull), ("spent_ref", .ref.orNull),
            ("requested", .instant.orNull), ("lifetime_ms", number),
            ("denial", .name(of: OAuthErrorCode.self).orNull), ("fault", .name(of: FaultKind.self).orNull),
            ("status", number), ("reached", .name(of: Reach.self).orNull), ("retry_after_ms", number),
            ("burn", .flag.orNull), ("failure", .name(of: Failure.self).orNull),
            ("subject", number.described("The id of the session that a record of the log itself concerns.")),
            ("amount_ms", number), ("key", .definition(.key).orNull), ("archive", archive.orNull),
            ("note", .string.orNull.described("Words of a server, cleaned.")),
            ("reducer", .count), ("state", .definition(.state).orNull), ("effects", .definition(.effects).orNull),
        ]
        return .object(hasChain ? fields + [("chain", .hash)] : fields)
    }

    private static let policySchema: JSONSchema = {
        guard case .object(let fields) = LogValue(TokenPolicy.ticketpark) else { return .object([]) }
        return .object(
            fields.map { field in
                if case .integer = field.value { return (field.name, .integer) }
                return (field.name, .string)
            })
    }()
}

extension LogValue {
    /// The definitions to which this schema refers itself.
    fileprivate var references: [SchemaDefinition] {
        switch self {
        case .object(let fields):
            fields.flatMap { field in
                if field.name == "$ref", case .text(let path) = field.value {
                    return SchemaDefinition(rawValue: String(path.split(separator: "/").last ?? "")).map { [$0] } ?? []
                }
                return field.value.references
            }
        case .list(let values): values.flatMap(\.references)
        default: []
        }
    }
}
