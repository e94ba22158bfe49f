// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// `tpaudit events`: the events of a log, one a line.
struct EventsCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "The events of a log, one a line.",
        discussion: """
            An option that is given twice means either of its values; different options all have to be met; --not \
            leaves out what has any of its traits. tpaudit show has all of an event.

            --follow shows the last 10 events that match (or as many as -n says, or all since --since, --after or the \
            cursor file), and then each one as it is appended, in every format, until Ctrl-C.

            EXAMPLES:
              tpaudit events auth.sqlite --since -2h
              tpaudit events auth.sqlite --kind requestDenied --kind requestFaulted
              tpaudit events auth.sqlite --failure refreshTokenLost -r -n 1
              tpaudit events auth.sqlite -s box-office --attempt 12
              tpaudit events auth.sqlite --not kind=tokenRequested --not disposition=late
              tpaudit events auth.sqlite --follow
              tpaudit events auth.sqlite --cursor-file seen --format jsonl |
                forward-to-siem
            """)

    @OptionGroup var log: LogArgument
    @OptionGroup(title: "Selection") var selection: SelectionOptions
    @Option(name: .customShort("n"), help: "At most that many.")
    var limit: Int?
    @Flag(name: .shortAndLong, help: "From the last to the first.")
    var reverse = false
    @OptionGroup(title: "Following") var following: FollowOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("-n takes a number of 1 or more") }
        if log.snapshot, following.follow { throw ValidationError("--follow waits for what a --snapshot never gets") }
        if reverse, following.follow { throw ValidationError("--follow cannot go from the last to the first") }
        if reverse, following.cursorFile != nil {
            throw ValidationError("--cursor-file cannot go from the last to the first")
        }
    }

    var isPaged: Bool { output.format == .text && !output.isWithoutPager && !following.follow }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        var query = try selection.query(reader, console, in: output.zone)
        let cursorFile = following.cursorFile.map { CursorFile(path: $0) }
        let seen = try cursorFile?.read(for: reader) ?? nil
        if let seen {
            let first = max(query.seqs.lowerBound, seen == .max ? seen : seen + 1)
            query.seqs = first <= query.seqs.upperBound ? first...query.seqs.upperBound : 0...0
        }
        let labels = try SessionLabels(reader)
        let isOfOne = query.sessions.count == 1 || (labels.known.count == 1 && !following.follow)
        let sink: any EventSink =
            if let format = output.machineFormat {
                MachineEventSink(console, format, labels)
            } else {
                TextEventSink(
                    console, output, labels, isOfOneSession: isOfOne,
                    last: limit == nil ? min(try reader.lastSeq(), query.seqs.upperBound) : nil,
                    isFollowed: following.follow)
            }
        var walk = EventWalk(reader, query, to: sink, cursorFile: cursorFile)
        let hasStart = selection.time.since != nil || selection.after != nil || selection.fromSeq != nil || seen != nil
        // Asked once, it listens: a signal that comes with the first events leaves what was written whole too.
        if following.follow { _ = console.surroundings.waiting.isOver() }
        try sink.begin()
        if following.follow {
            try walk.showTail(limit ?? (hasStart ? nil : FollowOptions.tail))
            try walk.follow(following, console)
        } else {
            try walk.show(limit: limit, isReversed: reverse)
        }
        try sink.end()
        try console.flush()
        try walk.remember()
        // In a pipe the exit code says it; people look at an empty screen and wonder.
        if walk.isEmpty, console.surroundings.isTerminal, output.machineFormat == nil, !following.follow {
            console.complain("nothing matched")
        }
        return walk.isEmpty ? .no : .fine
    }
}
