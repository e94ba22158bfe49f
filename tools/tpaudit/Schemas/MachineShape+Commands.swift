// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension MachineShape {
    /// The commands that write for programs, with the shape of what they write.
    static let commands: [(name: String, shape: MachineShape)] = [
        ("info", .object(info)),
        ("sessions", .rows(.definition(.session))),
        ("events", .rows(.definition(.event))),
        ("show", .object(.definition(.event))),
        ("state", .rows(.definition(.session))),
        ("why", .rows(explanation)),
        (
            "diff",
            .list(
                "differences", of: .definition(.fieldDifference),
                with: [("left", side), ("right", side), ("differing", .count)])
        ),
        ("trace", .rows(trace)),
        ("stats", .rows(statistics)),
        (
            "find",
            .list(
                "sightings", of: sighting,
                with: [
                    ("ref", .ref),
                    ("holders", .list(of: .object([("session", .label), ("held", .flag), ("sealed", .flag)]))),
                ])
        ),
        ("transitions", .rows(transition)),
        (
            "replay",
            .either([
                .list(
                    "divergences", of: .definition(.replayDivergence),
                    with: [("events", .count), ("records", .count), ("differing", .count), ("reducer", .ordinal)]),
                .rows(whatIf),
            ])
        ),
        ("verify", .list("findings", of: .definition(.checkFinding), with: verification)),
        ("doctor", .rows(check)),
        (
            "check-proof",
            .either([
                .object(
                    .object([
                        ("log_id", .logID), ("checkpoint", .ordinal), ("checkpoint_wall", .wall),
                        ("event", .definition(.provenEvent)),
                    ])),
                .list("events", of: .definition(.provenEvent), with: excerpt),
            ])
        ),
        ("compare", .object(comparison)),
        ("backup", .object(copy)),
        ("import", .object(copy)),
        ("export", .lines(exported)),
    ]

    private static let info = JSONSchema.object([
        ("log_id", .logID), ("format", .count), ("created", .wall), ("events", .count.orNull), ("first", .wall.orNull),
        ("last", .wall.orNull), ("sessions", .count),
        ("policies", .list(of: .object([("id", .ordinal), ("policy", .definition(.policy))]))),
        (
            "writers",
            .list(of: .object([("id", .ordinal), ("process", .integer), ("program", .string), ("started", .wall)]))
        ),
        ("sealed_tokens", .count),
        ("keys", .list(of: .definition(.key))),
        ("file_bytes", .count), ("wal_bytes", .count), ("sqlite", .string),
    ])

    private static let explanation = JSONSchema.object([
        ("session", .label), ("state", .name(of: StateKind.self)), ("seq", .seq.orNull),
        ("verdict", .name(of: Explanation.Verdict.self)), ("fault", .name(of: Explanation.Fault.self)),
        ("findings", .list(of: .definition(.finding))),
    ])

    private static let side = JSONSchema.object([("session", .label), ("seq", .seq.orNull)])

    private static let trace = JSONSchema.object([
        ("level", .integer.described("0 is the event itself; below lie its causes, above what came of it.")),
        ("seq", .seq), ("cause", .integer.orNull), ("wall", .wall), ("session", .label.orNull), ("kind", .kind),
        ("to_state", .name(of: StateKind.self).orNull),
        ("disposition", .names(Disposition.allCases.map(\.name)).orNull),
    ])

    private static let statistics: JSONSchema = {
        let duration = JSONSchema.count.orNull
        return .object([
            ("session", .label), ("events", .count), ("first", .instant.orNull), ("last", .instant.orNull),
            ("uptime_permille", .count.orNull), ("sign_ins", .count), ("refreshes", .count), ("refusals", .count),
            (
                "latency_ms",
                .object([("p50", duration), ("p90", duration), ("p99", duration), ("longest", duration)])
            ),
            ("tries_per_attempt", .map(from: .string(matching: "^[0-9]+$"), to: .ordinal)),
            ("failures", .map(from: .name(of: Failure.self), to: .ordinal)),
            ("denials", .map(from: .name(of: OAuthErrorCode.self), to: .ordinal)),
            ("faults", .map(from: .name(of: FaultKind.self), to: .ordinal)),
            ("time_ms", .map(from: .name(of: StateKind.self), to: .count)),
            ("kinds", .map(from: .name(of: EventKind.self), to: .ordinal)),
            ("dispositions", .map(from: .names(Disposition.allCases.map(\.name)), to: .ordinal)),
        ])
    }()

    private static let sighting = JSONSchema.object([
        ("seq", .seq), ("wall", .wall), ("session", .label.orNull), ("kind", .kind.orNull),
        ("role", .name(of: TokenSighting.Role.self)), ("token", .names(["access", "refresh"])),
    ])

    private static let transition = JSONSchema.object([
        ("state", .name(of: StateKind.self)), ("event", .name(of: EventKind.self)), ("count", .count),
        ("next", .map(from: .name(of: StateKind.self), to: .count)),
    ])

    private static let whatIf = JSONSchema.object([
        ("session", .label), ("recorded", .definition(.course)), ("same_policy", .definition(.course)),
        ("other_policy", .definition(.course)),
        ("first_divergence", .definition(.replayDivergence).orNull),
    ])

    private static let verification: [(name: String, schema: JSONSchema)] = [
        ("outcome", .names(["intact", "broken", "incomplete"])), ("events", .count), ("log_id", .logID),
        ("signing_key", .hash.orNull), ("chain", .hash.orNull), ("notes", .list(of: .string)),
        ("gaps", .list(of: .string)),
    ]

    private static let check = JSONSchema.object([
        ("check", .string), ("outcome", .names(["ok", "warning", "problem"])), ("text", .string),
        ("advice", .string.orNull),
    ])

    private static let excerpt: [(name: String, schema: JSONSchema)] = [
        ("outcome", .constant("proven")), ("log_id", .logID), ("session", .label), ("first_version", .ordinal),
        ("last_version", .ordinal), ("checkpoint", .ordinal), ("checkpoint_wall", .wall), ("signing_key", .hash),
    ]

    private static let comparison = JSONSchema.object([
        (
            "outcome",
            .names([
                "same", "first_ends_earlier", "second_ends_earlier", "second_continues", "first_continues", "apart",
                "fork", "other_logs",
            ])
        ),
        ("agreed", .count.orNull), ("fork_from", .count.orNull), ("fork_to", .count.orNull),
        ("first_archived", .count), ("first_size", .count), ("second_archived", .count), ("second_size", .count),
    ])

    private static let copy = JSONSchema.object([
        ("path", .string), ("log_id", .logID), ("size", .count), ("chain", .hash), ("sealed_tokens", .count),
    ])

    /// The columns of each table are those of the schema of the log, which is versioned by itself.
    private static let exported = JSONSchema.any(of: [
        .object([("export", .constant("ticketpark-auth")), ("format", .count)]),
        .object([
            ("excerpt", .constant("ticketpark-auth")), ("format", .count), ("session", .label), ("events", .count),
        ]),
        .object(with: "table", .string(matching: "^[a-z_]+$")),
    ])
}
