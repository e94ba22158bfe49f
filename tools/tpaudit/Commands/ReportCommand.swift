// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit report`: a log as a page for a browser.
struct ReportCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "The log as one page for a browser: what happened, why, a timeline, each event, whether it verifies.",
        discussion: """
            The page is one file that needs no network and no server, and can be kept, sent and printed. It has what \
            tpaudit verify found, why each session stands where it stands, a timeline of its states, the transitions \
            with their counts, and all events, to search and to step through with the states before and after each.

            It has no tokens, but all else that the log tells: the file is made for its owner alone (mode 0600).

            Of a long log the last 100,000 events are taken unless --limit says otherwise. A file that is there already \
            is replaced with --force, and only where it is a report.

            Exit code 0 where the log is in order, 2 where the verification found something, 4 where not all could be \
            checked; the page is written all the same.

            EXAMPLES:
              tpaudit report auth.sqlite -o auth.html
              tpaudit report auth.sqlite -s box-office --since -24h -o box-office.html
              tpaudit report auth.sqlite --anchor elsewhere/anchors -o audit.html
              tpaudit report auth.sqlite -o - | ssh desk 'cat > auth.html'
            """)

    @OptionGroup var log: LogArgument
    @Option(
        name: .shortAndLong, help: ArgumentHelp("The page to make; - for standard output.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var output: String
    @Flag(help: "Replace a report of that name.")
    var force = false
    @Option(name: .shortAndLong, help: "That session alone. Repeat for more.", completion: .sessions)
    var session: [String] = []
    @OptionGroup var time: TimeRangeOptions
    @Option(help: ArgumentHelp("From that event on.", valueName: "seq"))
    var fromSeq: Int64?
    @Option(help: ArgumentHelp("Up to that event.", valueName: "seq"))
    var toSeq: Int64?
    @Option(help: ArgumentHelp("At most that many events, the last ones.", valueName: "number"))
    var limit = 100_000
    @OptionGroup(title: "Verification") var verification: VerificationOptions

    var makesFiles: Bool { true }

    func validate() throws {
        if !(1...10_000_000).contains(limit) { throw ValidationError("--limit takes a number from 1 to 10000000") }
    }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console, warns: false)
        let means = try verification.means()
        let range = try ReportRange(try query(reader, console), limit: limit, in: reader)
        let content = try ReportContent(reader, range, means, now: console.surroundings.nowMicroseconds)
        let page = ReportPage(content).bytes
        if output == "-" {
            try console.write(page)
        } else {
            try write(page)
        }
        tell(content, console)
        return AuditExit(content.verification.outcome)
    }

    private func write(_ page: [UInt8]) throws {
        do throws(LogError) {
            try NewFile.write(page, to: output, replaces: force)
        } catch {
            guard case .fileExists(let path) = error else { throw error }
            throw Refusal(
                exit: AuditExit(error),
                message: force
                    ? "\(path) is there and is no report, so --force leaves it alone; choose another name"
                    : "\(path) is there already; choose another name, or --force where it is a report to be replaced")
        }
    }

    private func query(_ reader: LogReader, _ console: Console) throws -> EventQuery {
        var query = EventQuery()
        query.sessions = Set(try session.map { try reader.requireSession($0).id })
        try time.narrow(&query, console, in: .utc)
        query.narrow(from: fromSeq, to: toSeq)
        return query
    }

    /// Says on standard error what somebody has to know who does not open the page.
    private func tell(_ content: ReportContent, _ console: Console) {
        if content.range.isCut {
            console.complain(
                "the report has the last \(counted(limit, "event")) alone; --limit takes more, "
                    + "--until or --to-seq earlier ones")
        }
        for trouble in content.troubles { console.complain(trouble) }
        switch content.verification.outcome {
        case .intact: break
        case .broken:
            console.complain(
                "the log is BROKEN: \(counted(content.verification.findings, "finding")), at the top of the page")
        case .incomplete: console.complain("not everything could be checked; the top of the page says what")
        }
    }
}
