// SPDX-License-Identifier: Apache-2.0

@testable import tpaudit

/// The commands that tests run one after the other, with what each needs behind the log.
struct ToolCommand: CustomStringConvertible, Sendable {
    var name: String
    var rest: [String] = []
    var exit = AuditExit.fine

    /// All commands that read a log and always write the same of it.
    static let all = [
        ToolCommand(name: "info"), ToolCommand(name: "sessions"), ToolCommand(name: "events"),
        ToolCommand(name: "show", rest: ["9"]), ToolCommand(name: "state"), ToolCommand(name: "why"),
        ToolCommand(name: "diff", rest: ["6", "9"], exit: .no), ToolCommand(name: "trace", rest: ["8"]),
        ToolCommand(name: "stats"), ToolCommand(name: "find"), ToolCommand(name: "transitions"),
        ToolCommand(name: "replay"),
        ToolCommand(name: "verify"),
    ]

    static let formats = ["text", "json", "jsonl", "csv"]

    /// The command line for the log at `path`.
    func line(_ path: String, _ more: String...) -> [String] {
        let keyed = name == "find" ? ["--key-file", path.replacing("sqlite", with: "key")] : []
        return [name, path] + rest + keyed + more
    }

    var description: String { name }
}
