import ArgumentParser
import AuditLog

/// Which session of which log.
struct LogOptions: ParsableArguments {
    @Option(help: "The session's label.")
    var session = "default"
    @Option(help: "The audit log (TPAUTH_LOG). (default: auth.sqlite)", completion: .file())
    var log: String?
    @Option(help: "The log's key (TPAUTH_KEY_FILE). (default: the log's path and .key)", completion: .file())
    var keyFile: String?

    /// The place, with everything that can be said of it before it is opened.
    func place() throws -> LogPlace {
        do {
            _ = try SessionLabel(session)
        } catch {
            throw Refusal(error)
        }
        let settings = Settings(flags: [.log: log, .keyFile: keyFile])
        let path = settings[.log] ?? "auth.sqlite"
        let keyPath = settings[.keyFile] ?? path + ".key"
        guard !path.isEmpty else { throw Refusal(.usage, "--log is empty; name a file") }
        guard !keyPath.isEmpty else { throw Refusal(.usage, "--key-file is empty; name a file") }
        return LogPlace(path: path, keyPath: keyPath, label: session)
    }
}

/// A session's place.
struct LogPlace {
    var path: String
    var keyPath: String
    var label: String
}
