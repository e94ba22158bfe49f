// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension SchemaDefinition {
    /// A state: in each of the six what is true in it, and nothing else.
    static var stateSchema: JSONSchema {
        func state(_ kind: StateKind, _ fields: [(name: String, schema: JSONSchema)]) -> JSONSchema {
            let attempts = JSONSchema.object([("last", .count), ("seed", .ref.described("Sets its jitter apart."))])
            return .object([("state", .constant("\(kind)")), ("attempts", attempts)] + fields)
        }
        return .any(of: [
            state(.unauthenticated, []),
            state(.authenticating, [("request", .definition(.request))]),
            state(.valid, [("access", .definition(.accessToken)), ("refusals", .count), ("renewal", renewal)]),
            state(.expired, [("refresh", .definition(.refreshToken))]),
            state(
                .refreshing,
                [
                    ("refresh", .definition(.refreshToken)), ("access", .definition(.accessToken).orNull),
                    ("refusals", .count), ("cool_downs", .count), ("request", .definition(.request)),
                ]),
            state(
                .failed,
                [
                    ("failure", .name(of: Failure.self)), ("refresh", .definition(.refreshToken).orNull),
                    ("refusals", .count), ("cool_down_end", .instant), ("cool_downs", .count),
                ]),
        ])
    }

    private static var renewal: JSONSchema {
        .any(of: [
            .object([
                ("mode", .constant("due")), ("at", .instant), ("refresh", .definition(.refreshToken)),
            ]),
            .object([
                ("mode", .constant("heldBack")), ("failure", .name(of: Failure.self)),
                ("refresh", .definition(.refreshToken)),
            ]),
            .object([("mode", .constant("impossible"))]),
        ])
    }

    /// The effects of an event.
    static var effectsSchema: JSONSchema {
        let send = JSONSchema.any(of: [
            .object([("attempt", .count), ("try", .ordinal), ("grant_type", .constant("password"))]),
            .object([
                ("attempt", .count), ("try", .ordinal), ("grant_type", .constant("refresh_token")),
                ("refresh_ref", .ref),
            ]),
        ])
        let outcome = JSONSchema.any(of: [
            .object([("outcome", .constant("token")), ("ref", .ref)]),
            .object([("outcome", .constant("failed")), ("failure", .name(of: Failure.self))]),
            .object([("outcome", .constant("unavailable")), ("until", .instant)]),
            .object([("outcome", .names(["superseded", "signedOut"]))]),
        ])
        return .object([
            ("send", send.orNull), ("wake", JSONSchema.any(of: [.instant, .names(["now", "never"])]).orNull),
            ("settle", outcome.orNull), ("forget", .list(of: .ref)),
        ])
    }
}
