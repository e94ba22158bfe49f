// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a tool says of itself: its commands, with their options.
struct ToolHelp {
    private struct Dump: Decodable {
        var command: Command
    }

    private struct Command: Decodable {
        var commandName: String
        var discussion: String?
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    private struct Argument: Decodable {
        var kind: String
        var names: [Name]?
    }

    private struct Name: Decodable {
        var kind: String
        var name: String

        /// As it is written on a command line.
        var spelling: String { kind == "long" ? "--" + name : "-" + name }
    }

    /// Whether an option takes a value, by command and by option. The tool itself is the command without a name.
    private var options: [String: [String: Bool]] = [:]
    /// What the help of each command tells at length.
    private(set) var discussions: [String: String] = [:]

    init(_ tool: Tool) async throws {
        let run = try await ToolProcess(
            tool, ["--experimental-dump-help"], in: FileManager.default.temporaryDirectory
        ).result()
        let root = try JSONDecoder().decode(Dump.self, from: Data(run.output.utf8)).command
        add(root, as: "")
        for command in root.subcommands ?? [] { add(command, as: command.commandName) }
    }

    private mutating func add(_ command: Command, as name: String) {
        var known = ["--help": false, "-h": false, "--version": false]
        for argument in command.arguments ?? [] {
            for name in argument.names ?? [] { known[name.spelling] = argument.kind == "option" }
        }
        options[name] = known
        discussions[name] = command.discussion
    }

    /// What is wrong with the arguments of a command line: a command or an option that there is not.
    func complaint(about arguments: [String]) -> String? {
        var rest = arguments[...]
        var name = ""
        if let first = rest.first, !first.hasPrefix("-"), options.count > 2 {
            name = rest.removeFirst()
        }
        guard let known = options[name] else { return "there is no command \(name)" }
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word != "-" else { continue }
            let option = String(word.prefix { $0 != "=" })
            guard let takesValue = known[option] else { return "\(name) has no option \(option)" }
            if takesValue, option == word { _ = rest.popFirst() }
        }
        return nil
    }
}
