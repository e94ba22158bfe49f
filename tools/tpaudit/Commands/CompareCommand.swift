// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit compare`: what two files have to do with each other.
struct CompareCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Whether two files are the same log, and where they part.",
        discussion: """
            Finds the first event in which they differ, by halving: where the chains of two logs are equal after an \
            event, all before is equal. The chains are taken as they stand there, so verify both first. A log is also \
            held against its archive. Vaults and checkpoints are not compared.

            Exit code 0 where both end alike or one goes on where the other ends, as a log does behind its archive; 1 \
            where one has more than the other, or they differ.

            EXAMPLE:
              tpaudit compare auth.sqlite backup.sqlite
            """)

    @OptionGroup var log: LogArgument
    @Argument(help: "The file to compare it with.", completion: .file())
    var other: String
    @OptionGroup var output: OutputOptions

    func run(_ console: Console) throws -> AuditExit {
        let first = try log.open(console)
        let second = try log.open(other, console)
        let comparison = try first.compare(with: second)
        if let format = output.machineFormat {
            try console.write(object: comparison.value, format)
        } else {
            try write(comparison, to: console)
        }
        return switch comparison.outcome {
        case .same, .firstContinues, .secondContinues: .fine
        case .firstEndsEarlier, .secondEndsEarlier, .apart, .fork, .otherLogs: .no
        }
    }

    private func write(_ comparison: LogComparison, to console: Console) throws {
        let first = TerminalText.escaped(log.log)
        let second = TerminalText.escaped(other)
        let isColored = output.isColored(on: console)
        let (style, verdict): (Style, String) =
            switch comparison.outcome {
            case .same: (.good, "the same")
            case .firstContinues: (.good, "one log")
            case .secondContinues: (.good, "one log")
            case .firstEndsEarlier, .secondEndsEarlier: (.warning, "the same, up to an end")
            case .apart: (.warning, "apart")
            case .fork: (.bad, "FORK")
            case .otherLogs: (.bad, "other logs")
            }
        try console.write(
            line: style.applied(to: verdict, isOn: isColored) + ": " + sentence(comparison, first, second))
        let width = max(TerminalText.width(first), TerminalText.width(second))
        for (name, extent) in [(first, comparison.first), (second, comparison.second)] {
            let padding = String(repeating: " ", count: width - TerminalText.width(name))
            try console.write(line: "  \(name)\(padding)  " + CompareCommand.text(extent))
        }
    }

    private func sentence(_ comparison: LogComparison, _ first: String, _ second: String) -> String {
        switch comparison.outcome {
        case .same:
            comparison.first.size == 0 ? "neither has an event" : "both end with event \(comparison.first.size)"
        case .firstContinues: "\(first) goes on where \(second) ends"
        case .secondContinues: "\(second) goes on where \(first) ends"
        case .firstEndsEarlier:
            "\(second) has all of \(first), and \(counted(comparison.second.size - comparison.first.size, "event")) more"
        case .secondEndsEarlier:
            "\(first) has all of \(second), and \(counted(comparison.first.size - comparison.second.size, "event")) more"
        case .apart: "one begins later than the other ends; compare the archive between them"
        case .fork:
            if let fork = comparison.fork, fork.lowerBound < fork.upperBound {
                "they differ in event \(fork.upperBound) or one before it, which one of them has in its archive"
            } else {
                "they differ from event \(comparison.fork?.lowerBound ?? 1) on"
            }
        case .otherLogs: "they never were one log"
        }
    }

    private static func text(_ extent: LogComparison.Extent) -> String {
        guard extent.size > extent.archived else {
            return extent.archived == 0 ? "no events" : "no events behind event \(extent.archived)"
        }
        return "events \(extent.archived + 1) to \(extent.size)"
    }
}
