// SPDX-License-Identifier: Apache-2.0

/// What `--experimental-dump-help` tells of a tool.
struct ToolDescription: Decodable {
    var command: Command

    /// A command, and those below it.
    struct Command: Decodable {
        var superCommands: [String]?
        var commandName: String
        var abstract: String?
        var discussion: String?
        var shouldDisplay: Bool?
        var arguments: [Argument]?
        var subcommands: [Command]?

        /// The words with which it is called.
        var words: [String] { (superCommands ?? []) + [commandName] }
        /// What its page is called.
        var pageName: String { words.joined(separator: "-") }
        /// The commands below it that people know.
        var visibleSubcommands: [Command] {
            (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
        }
        /// The arguments that people know.
        var visibleArguments: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }
    }

    /// An argument, an option or a flag.
    struct Argument: Decodable {
        enum Kind: String, Decodable {
            case positional, option, flag
        }

        struct Name: Decodable {
            var kind: String
            var name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        var kind: Kind
        var shouldDisplay: Bool
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var abstract: String?
        var discussion: String?
    }
}
