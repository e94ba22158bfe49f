// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// The log that a command reads.
struct LogArgument: ParsableArguments {
    @Argument(help: "The log file.", completion: .file())
    var log: String
    @Flag(
        help: """
            Read a private copy of the log, so that nothing is written beside it, and tell the SHA-256 of both files.
            """)
    var snapshot = false

    /// Opens the log.
    ///
    /// - Parameter warns: Whether to say at once how it is read, and that events are known to be lost.
    func open(_ console: Console, warns: Bool = true) throws -> LogReader {
        try open(log, console, warns: warns)
    }

    /// Opens another log in the same way.
    func open(_ log: String, _ console: Console, warns: Bool = true) throws -> LogReader {
        let reader = try makeReader(log)
        if warns, let note = reader.note { console.complain("\(log): \(note)") }
        let lost = warns ? try reader.lostEvents() : 0
        if lost > 0 {
            console.complain("\(log): the last \(counted(lost, "event")) of it are lost; see tpaudit verify")
        }
        return reader
    }

    /// Opens the log without a word.
    func makeReader() throws(LogError) -> LogReader { try makeReader(log) }

    private func makeReader(_ path: String) throws(LogError) -> LogReader {
        try snapshot ? LogReader(snapshotOf: path) : LogReader(path: path)
    }
}

extension LogReader {
    /// The session of that label.
    ///
    /// - Throws: The labels that there are, where there is none.
    func requireSession(_ label: String, at position: LogPosition = .end) throws -> SessionSummary {
        if let session = try session(label, at: position) { return session }
        let known = try labels().values.sorted()
        let shown = known.prefix(10).joined(separator: ", ") + (known.count > 10 ? ", …" : "")
        throw Refusal(
            exit: .no,
            message: "\(path) has no session \(label); " + (known.isEmpty ? "it has none" : "it has \(shown)"))
    }
}
