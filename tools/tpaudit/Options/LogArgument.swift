import ArgumentParser
import AuditLog

/// The log that a command reads.
struct LogArgument: ParsableArguments {
    @Argument(help: "The log file.", completion: .file())
    var log: String

    /// Opens the log.
    func open(_ console: Console) throws -> LogReader {
        let reader = try LogReader(path: log)
        if let note = reader.note { console.complain("\(log): \(note)") }
        return reader
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
