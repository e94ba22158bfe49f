// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TicketparkAuth

/// Which session of which log.
struct LogOptions: ParsableArguments {
    @Option(help: "The session's label.")
    var session = "default"
    @Option(help: "The audit log (TPAUTH_LOG). (default: auth.sqlite)", completion: .file())
    var log: String?
    @Option(help: "The log's key (TPAUTH_KEY_FILE). (default: the log's path and .key)", completion: .file())
    var keyFile: String?

    /// The place, with everything that can be said of it before it is opened.
    func place() async throws -> LogPlace {
        do {
            _ = try SessionLabel(session)
        } catch {
            throw Refusal(error)
        }
        let settings = Settings(flags: [.log: log, .keyFile: keyFile])
        let path = try await settings.text(.log) ?? "auth.sqlite"
        let key = try await settings.read { try await KeySource(settings: $0) }
        return LogPlace(path: path, key: key ?? .file(path: path + ".key"), label: session)
    }
}

/// A session's place.
struct LogPlace {
    var path: String
    var key: KeySource
    var label: String
}
