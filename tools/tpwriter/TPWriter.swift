// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import Foundation
import TokenMachineTesting

/// `tpwriter`: appends to a log, and says of each event when it is in it. It is there to be killed, starved of disk
/// and crowded; what it said then has to be true.
@main
struct TPWriter: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tpwriter",
        abstract: "Append made-up events to a log, and acknowledge each one that is in it.",
        discussion: """
            For tests. Once the log is open, "ready" is written to standard output; then one line with the id of each \
            event, after the append that brought it has returned. The same seed and session make the same ids.
            """)

    @Argument(help: "The log file; made where it is missing.", completion: .file())
    var log: String

    @Option(help: "The file with the vault key.", completion: .file())
    var keyFile: String

    @Option(help: "The session to which the events belong.")
    var session = "box-office"

    @Option(help: "Sets what happens apart from other runs.")
    var seed: UInt64 = 1

    @Option(help: "How many times to append; without end where it is 0.")
    var count = 0

    @Option(help: "For how many seconds to append; without end where it is 0.")
    var seconds = 0.0

    @Option(help: "How many events to append each time, at most.")
    var group = 1

    @Option(help: "How many bytes of words ride beside an event, at most.")
    var noteLength = 0

    @Option(help: "How many seconds to wait for the log's lock.")
    var lockSeconds = 10

    @Flag(help: "Close the log at the end.")
    var closes = false

    func run() throws {
        var environment = LogEnvironment.system
        environment.lockSeconds = lockSeconds
        do {
            let log = try EventLog(path: log, keys: .file(path: keyFile), environment: environment)
            try say("ready")
            try fill(log)
            if closes { try log.close() }
        } catch let error as LogError {
            FileHandle.standardError.write(Data("tpwriter: \(error)\n".utf8))
            throw ExitCode(1)
        }
    }

    private func fill(_ log: EventLog) throws {
        var random = SplitMix64(seed: seed)
        var life = SessionLife(of: try SessionLabel(session), seed: random.next())
        let end = ContinuousClock.now + .seconds(seconds)
        var appended = 0
        while (count == 0 || appended < count) && (seconds == 0 || ContinuousClock.now < end) {
            let requests = (0..<random.below(group) + 1).map { _ in
                let note = String(repeating: "n", count: random.below(noteLength + 1))
                return life.next(
                    id: EventID(
                        milliseconds: 1_700_000_000_000 + Int64(appended),
                        random: (0..<10).map { _ in UInt8(truncatingIfNeeded: random.next()) }),
                    note: note.isEmpty ? nil : note, naming: log.ref)
            }
            life.follow(try log.append(requests))
            appended += 1
            try say(requests.map { "\($0.id)" }.joined(separator: "\n"))
        }
    }

    /// Writes a line at once and as a whole, so that none is half said when this process is killed.
    private func say(_ line: String) throws {
        try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}
