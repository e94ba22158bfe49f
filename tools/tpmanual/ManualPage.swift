// SPDX-License-Identifier: Apache-2.0

/// The page of a command in the language of `man`.
struct ManualPage {
    private let command: ToolDescription.Command
    private let version: String

    /// - Parameter version: The version of the tool.
    init(of command: ToolDescription.Command, version: String) {
        self.command = command
        self.version = version
    }

    /// The page of a tool and those of its commands.
    static func all(of tool: ToolDescription, version: String) -> [ManualPage] {
        func pages(_ command: ToolDescription.Command) -> [ManualPage] {
            [ManualPage(of: command, version: version)] + command.visibleSubcommands.flatMap(pages)
        }
        return pages(tool.command)
    }

    /// What its file is called.
    var fileName: String { command.pageName + ".1" }

    /// The page.
    var source: String {
        let abstract = command.abstract ?? ""
        var lines = [
            ".TH \"\(command.pageName.uppercased())\" \"1\" \"\" \"ticketpark-auth \(version)\" \"ticketpark-auth\"",
            ".SH NAME", "\(ManualPage.text(command.pageName)) \\- \(ManualPage.text(String(abstract.trimmedEnd)))",
            ".SH SYNOPSIS",
        ]
        lines += synopsis
        let sections = ManualPage.sections(of: command.discussion ?? "")
        lines += [".SH DESCRIPTION"] + ManualPage.lines(abstract)
        for section in sections where section.title == nil { lines += section.lines }
        lines += list("COMMANDS", command.visibleSubcommands) { command in
            ["\\fB\(ManualPage.text(command.commandName))\\fR"] + ManualPage.lines(command.abstract ?? "")
        }
        let positional = command.visibleArguments.filter { $0.kind == .positional }
        lines += list("ARGUMENTS", positional) { ["\\fI\(ManualPage.text($0.valueName ?? ""))\\fR"] + explanation($0) }
        let options = command.visibleArguments.filter { $0.kind != .positional }
        lines += list("OPTIONS", options) { [names($0)] + explanation($0) }
        for section in sections { if let title = section.title { lines += [".SH \(title)"] + section.lines } }
        return (lines + seeAlso).joined(separator: "\n") + "\n"
    }

    private var synopsis: [String] {
        var lines = [".B " + ManualPage.text(command.words.joined(separator: " "))]
        if command.visibleArguments.contains(where: { $0.kind != .positional }) { lines.append("[\\fIoptions\\fR]") }
        if !command.visibleSubcommands.isEmpty { lines.append("\\fIcommand\\fR") }
        for argument in command.visibleArguments where argument.kind == .positional {
            let name = "\\fI\(ManualPage.text(argument.valueName ?? ""))\\fR" + (argument.isRepeating ? " ..." : "")
            lines.append(argument.isOptional ? "[\(name)]" : name)
        }
        return lines
    }

    private var seeAlso: [String] {
        let others =
            command.superCommands.map { $0.isEmpty ? [] : [$0.joined(separator: "-")] } ?? []
            + command.visibleSubcommands.map(\.pageName)
        guard !others.isEmpty else { return [] }
        return [".SH SEE ALSO"]
            + [others.map { "\\fB\(ManualPage.text($0))\\fR(1)" }.joined(separator: ",\n")]
    }

    private func names(_ argument: ToolDescription.Argument) -> String {
        let names = (argument.names ?? []).map(\.text).sorted { $0.count < $1.count }
        let value = argument.kind == .option ? " \\fI\(ManualPage.text(argument.valueName ?? "value"))\\fR" : ""
        return names.map { "\\fB\(ManualPage.text($0))\\fR\(value)" }.joined(separator: ", ")
    }

    private func explanation(_ argument: ToolDescription.Argument) -> [String] {
        var lines = ManualPage.lines(argument.abstract ?? "")
        if let discussion = argument.discussion { lines += ManualPage.lines(discussion) }
        if let value = argument.defaultValue { lines += ManualPage.lines("Unless given: \(value).") }
        return lines.isEmpty ? [""] : lines
    }

    private func list<Item>(_ title: String, _ items: [Item], _ entry: (Item) -> [String]) -> [String] {
        items.isEmpty ? [] : [".SH \(title)"] + items.flatMap { [".TP"] + entry($0) }
    }

    /// Text of several lines, each of which may begin with what `man` would obey.
    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { ManualPage.text(String($0)) }
    }

    /// Text of one line, in which nothing is obeyed.
    private static func text(_ text: String) -> String {
        let escaped = text.map { character -> String in
            switch character {
            case "\\": "\\e"
            case "-": "\\-"
            // These are letters of its own to some.
            case "'": "\\(aq"
            case "`": "\\(ga"
            case "^": "\\(ha"
            case "~": "\\(ti"
            default: String(character)
            }
        }.joined()
        return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
    }
}

extension ManualPage {
    /// A part of a discussion: what comes before all headings, or what comes behind one.
    private struct Section {
        var title: String?
        var lines: [String]
    }

    /// The parts of a discussion. A heading is in capitals and ends with a colon; what is indented stays as it is.
    private static func sections(of discussion: String) -> [Section] {
        var sections = [Section(title: nil, lines: [])]
        var isVerbatim = false
        func setVerbatim(_ wanted: Bool) {
            guard wanted != isVerbatim else { return }
            sections[sections.count - 1].lines.append(wanted ? ".nf" : ".fi")
            isVerbatim = wanted
        }
        for line in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
            if let (title, rest) = heading(line) {
                setVerbatim(false)
                sections.append(Section(title: title, lines: lines(rest)))
            } else if line.isEmpty {
                setVerbatim(false)
                sections[sections.count - 1].lines.append(".PP")
            } else {
                setVerbatim(line.hasPrefix("  "))
                sections[sections.count - 1].lines.append(text(String(line)))
            }
        }
        setVerbatim(false)
        for index in sections.indices {
            while sections[index].lines.last == ".PP" { sections[index].lines.removeLast() }
        }
        if !sections[0].lines.isEmpty { sections[0].lines.insert(".PP", at: 0) }
        return sections
    }

    private static func heading(_ line: Substring) -> (title: String, rest: String)? {
        guard let colon = line.firstIndex(of: ":"), colon != line.startIndex,
            line[..<colon].allSatisfy({ $0.isUppercase || $0 == " " }), line.first != " "
        else { return nil }
        return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
    }
}

extension String {
    /// Without the full stop at its end.
    fileprivate var trimmedEnd: Substring { hasSuffix(".") ? dropLast() : self[...] }
}
