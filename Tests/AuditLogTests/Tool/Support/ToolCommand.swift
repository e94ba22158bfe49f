/// The commands that tests run one after the other, with what each needs behind the log.
struct ToolCommand: CustomStringConvertible, Sendable {
    var name: String
    var rest: [String] = []

    /// All commands that read a log and always write the same of it.
    static let all = [
        ToolCommand(name: "info"), ToolCommand(name: "sessions"), ToolCommand(name: "events"),
        ToolCommand(name: "show", rest: ["9"]), ToolCommand(name: "state"), ToolCommand(name: "why"),
        ToolCommand(name: "replay"), ToolCommand(name: "verify"),
    ]

    static let formats = ["text", "json", "jsonl", "csv"]

    /// The command line for the log at `path`.
    func line(_ path: String, _ more: String...) -> [String] {
        [name, path] + rest + more
    }

    var description: String { name }
}
