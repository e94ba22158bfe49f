// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// Which events are wanted. An option that is given twice means either of its values; different options all have to
/// be met.
struct SelectionOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "Of that session. Repeat for more.", completion: .sessions)
    var session: [String] = []
    @Option(name: .shortAndLong, help: "Of that kind, for example requestDenied. Repeat for more.")
    var kind: [EntryKind] = []
    @Option(help: "With the session in that state afterwards. Repeat for more.")
    var state: [StateKind] = []
    @Option(help: "Met like that by the machine. Repeat for more.")
    var disposition: [Disposition] = []
    @Option(help: "With the session failed, or its renewal held back, for that reason. Repeat for more.")
    var failure: [Failure] = []
    @Option(
        help: ArgumentHelp("Appended by that process: its row, or its program. Repeat for more.", valueName: "writer"))
    var writer: [String] = []
    @Option(help: ArgumentHelp("That begin, try or answer that attempt. Repeat for more.", valueName: "number"))
    var attempt: [UInt64] = []
    @Option(
        help: ArgumentHelp(
            "Leave out what has that trait, for example kind=tokenRequested. Repeat for more.",
            valueName: "option=value"), completion: .list(UnwantedTrait.spellings))
    var not: [String] = []
    @OptionGroup var time: TimeRangeOptions
    @Option(help: ArgumentHelp("From that event on.", valueName: "seq"))
    var fromSeq: Int64?
    @Option(help: ArgumentHelp("After that event.", valueName: "seq"))
    var after: Int64?
    @Option(help: ArgumentHelp("Up to that event.", valueName: "seq"))
    var toSeq: Int64?

    func validate() throws {
        for trait in not { _ = try UnwantedTrait(trait) }
    }

    /// The query for these options.
    func query(_ reader: LogReader, _ console: Console, in zone: ZoneText) throws -> EventQuery {
        var query = EventQuery()
        query.sessions = Set(try session.map { try reader.requireSession($0).id })
        query.kinds = Set(kind)
        query.states = Set(state)
        query.dispositions = Set(disposition)
        query.failures = Set(failure)
        query.writers = Set(try writer.flatMap { try reader.requireWriters($0) })
        query.attempts = Set(attempt.map { Attempt($0) })
        for trait in not { try UnwantedTrait(trait).add(to: &query.unwanted, reader) }
        try time.narrow(&query, console, in: zone)
        query.narrow(from: max(fromSeq ?? 1, after.map { $0 == .max ? $0 : $0 + 1 } ?? 1), to: toSeq)
        return query
    }
}

extension LogReader {
    /// The rows of the processes that `name` stands for: a row, or the name of a program.
    func requireWriters(_ name: String) throws -> [Int64] {
        let writers = try writers()
        let found = writers.filter { "\($0.id)" == name || $0.program == name }.map(\.id)
        guard found.isEmpty else { return found }
        let programs = Set(writers.map(\.program)).sorted().prefix(10).joined(separator: ", ")
        throw Refusal(
            exit: .no,
            message: "nothing was appended by \(name); "
                + (writers.isEmpty
                    ? "the log has no writers" : "name a row from 1 to \(writers.count), or one of \(programs)"))
    }
}
