// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit archive`: old events are moved to a file of their own.
struct ArchiveCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Move old events to a file of their own. Needs the signing key.",
        discussion: """
            Events up to a checkpoint are moved: the last one that is old enough and leaves enough, or the one that \
            --through names. The archive is written, verified and on the disk before anything is taken from the log; \
            services may go on writing meanwhile. Both files verify, and tpaudit compare shows that they belong \
            together. Tokens and the states of sessions stay in the log.

            Exit code 1 where there is nothing to be moved.

            EXAMPLES:
              tpaudit archive auth.sqlite --to auth-2026.sqlite --older-than 90d
              tpaudit archive auth.sqlite --to auth-old.sqlite --keep 100000
              tpaudit archive auth.sqlite --to auth-1.sqlite --through 52000
            """)

    @OptionGroup var log: WritingOptions
    @Option(help: "The archive that is made; no file may be there.", completion: .file())
    var to: String
    @Option(help: ArgumentHelp("Move events that are older than that, such as 90d or 12h.", valueName: "duration"))
    var olderThan: String?
    @Option(help: ArgumentHelp("Keep so many of the newest events.", valueName: "number"))
    var keep: Int64 = 0
    @Option(help: ArgumentHelp("Move the events up to that seq, which a checkpoint covers last.", valueName: "seq"))
    var through: Int64?

    var makesFiles: Bool { true }

    func validate() throws {
        guard olderThan != nil || keep > 0 || through != nil else {
            throw ValidationError("say what is old: --older-than 90d, --keep 100000 or --through SEQ")
        }
        guard keep >= 0 else { throw ValidationError("--keep takes a number of 1 or more") }
        guard through == nil || olderThan == nil && keep == 0 else {
            throw ValidationError("--through goes without --older-than and --keep")
        }
        guard age(0) != nil else {
            throw ValidationError("\(olderThan ?? "") is no duration; write 90d, 12h, 30m or 90s")
        }
    }

    func run(_ console: Console) throws -> AuditExit {
        let writer = try log.open()
        let now = console.surroundings.nowMicroseconds
        let policy = EventLog.ArchivePolicy(minimumAgeMicroseconds: age(now) ?? 0, minimumEvents: keep)
        guard let size = try through ?? writer.archivableSize(under: policy) else {
            try console.write(line: "nothing to be moved: no checkpoint is old enough and leaves enough")
            return .no
        }
        try writer.archive(through: size, to: to, id: log.makeID(console), at: log.instant(console))
        try writer.close()
        try console.write(line: "moved the events up to \(size) to \(TerminalText.escaped(to))")
        try console.write(line: "\(TerminalText.escaped(log.log)) goes on from event \(size + 1)")
        return .fine
    }

    /// How old events have to be, in microseconds; `nil` where the text is no duration.
    private func age(_ now: Int64) -> Int64? {
        guard let olderThan else { return 0 }
        guard olderThan.first?.isNumber == true else { return nil }
        let zone = ZoneText.utc
        return TimeExpression("-" + olderThan).microseconds(now: now, in: zone).map { now - $0 }
    }
}
