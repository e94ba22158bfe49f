// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension TransitionTable {
    /// The table for a page of documentation: one section for each state, one row for each outcome.
    public static func markdown() -> String {
        var lines = [
            "`wake` stands where the timer follows a changed deadline, `forget` where secrets may be let go.", "",
        ]
        for state in StateKind.allCases {
            lines += ["## \(state)", "", "| event | when | next | effects | met |", "|---|---|---|---|---|"]
            for event in EventKind.allCases {
                for outcome in cell(state, event).outcomes {
                    let effects = outcome.effectNames.map { "`\($0)`" }.joined(separator: ", ")
                    lines.append(
                        "| `\(event)` | \(outcome.when) | \(outcome.next) | \(effects) | \(outcome.disposition.name) |")
                }
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    /// The table as a Mermaid state diagram: the events that lead from one state to another.
    public static func mermaid() -> String {
        let lines = edges.map { edge in
            "    \(edge.from) --> \(edge.to) : \(edge.events.map { "\($0)" }.joined(separator: ", "))"
        }
        return (["stateDiagram-v2", "    [*] --> unauthenticated"] + lines).joined(separator: "\n") + "\n"
    }
}

extension CellOutcome {
    /// The names of its effects in their order, those that may stay away among them.
    public var effectNames: [String] {
        var names: [String] = []
        if let send { names.append("send(\(send.rawValue))") }
        if optional.contains(.wake) { names.append("wake") }
        if let settle { names.append("settle(\(settle.name))") }
        if optional.contains(.forget) { names.append("forget") }
        return names
    }
}

extension SettledKind {
    /// What it is called in the table.
    public var name: String {
        switch self {
        case .token: "token"
        case .failed(let failure): "\(failure)"
        case .heldFailure: "the failure held"
        case .unavailable: "unavailable"
        case .superseded: "superseded"
        case .signedOut: "signedOut"
        }
    }
}

extension Disposition {
    /// What it is called in the table.
    public var name: String {
        switch self {
        case .taken: "taken"
        case .ignored(let reason): "ignored (\(reason))"
        }
    }
}
