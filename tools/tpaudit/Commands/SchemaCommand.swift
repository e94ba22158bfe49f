// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit schema`: the schemas of the formats for programs.
struct SchemaCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "The JSON Schema of what a command writes for programs.",
        discussion: """
            The schemas are of draft 2020-12, and closed: a field that they do not have is in no output. With jsonl the \
            schema is that of each line. Without a command all of them come, one a line.

            EXAMPLES:
              tpaudit schema events
              tpaudit schema verify --format jsonl
              tpaudit events auth.sqlite --format json |
                check-jsonschema --schemafile <(tpaudit schema events) -
            """)

    /// The formats that have schemas.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case json
        case jsonl
    }

    @Argument(help: "The command; all of them unless given.", completion: .list(MachineShape.commands.map(\.name)))
    var command: String?
    @Option(help: "json for all that is written, jsonl for a line of it.")
    var format = Format.json

    func validate() throws {
        guard let command, !MachineShape.commands.contains(where: { $0.name == command }) else { return }
        throw ValidationError(
            "\(command) writes nothing for programs; these commands do: "
                + MachineShape.commands.map(\.name).joined(separator: ", "))
    }

    func run(_ console: Console) throws -> AuditExit {
        guard let command else {
            for (name, _) in MachineShape.commands {
                for format in Format.allCases {
                    guard let schema = SchemaCommand.document(of: name, format) else { continue }
                    try console.write(line: schema.json)
                }
            }
            return .fine
        }
        guard let schema = SchemaCommand.document(of: command, format) else {
            throw Refusal(exit: .usage, message: "\(command) writes lines alone; add --format jsonl")
        }
        try console.write(line: schema.indentedJSON())
        return .fine
    }

    /// The schema of a command's output in a format; `nil` where there is none.
    static func document(of command: String, _ format: Format) -> LogValue? {
        guard let shape = MachineShape.commands.first(where: { $0.name == command })?.shape else { return nil }
        switch format {
        case .json: return shape.json?.document(title: "tpaudit \(command) --format json")
        case .jsonl: return shape.line.document(title: "a line of tpaudit \(command) --format jsonl")
        }
    }
}

extension LogValue {
    /// The value in JSON, in lines for people.
    fileprivate func indentedJSON(_ indentation: String = "") -> String {
        let more = indentation + "  "
        switch self {
        case .object(let fields) where !fields.isEmpty:
            let lines = fields.map { more + LogValue.text($0.name).json + ": " + $0.value.indentedJSON(more) }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + indentation + "}"
        case .list(let values) where json.utf8.count > 80:
            let lines = values.map { more + $0.indentedJSON(more) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + indentation + "]"
        default: return json
        }
    }
}
