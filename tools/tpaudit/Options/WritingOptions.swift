// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// What a command needs that writes to a log.
struct WritingOptions: ParsableArguments {
    @Argument(help: "The log file.", completion: .file())
    var log: String
    @Option(
        help:
            "The file with the vault key, the signing key beside it; the log's name with .key behind it unless given.",
        completion: .file())
    var keyFile: String?
    @Option(
        help: ArgumentHelp(
            "The systemd credential with the vault key, instead of a file; the signing key's has .sign behind its name.",
            valueName: "name"))
    var keyCredential: String?

    func validate() throws {
        guard keyFile == nil || keyCredential == nil else {
            throw ValidationError("--key-file and --key-credential are two ways to say the same")
        }
    }

    /// Where the keys lie.
    var keys: KeySource {
        if let keyCredential { .credential(name: keyCredential) } else { .file(path: keyFile ?? log + ".key") }
    }

    /// Opens the log, which is there, to write to it.
    func open() throws(LogError) -> EventLog {
        try EventLog(path: log, keys: keys, creation: .never)
    }

    /// An identity for an event of now.
    func makeID(_ console: Console) -> EventID {
        EventID(
            milliseconds: console.surroundings.nowMicroseconds / 1000,
            random: (0..<10).map { _ in UInt8.random(in: .min ... .max) })
    }

    /// Now, on the machine's clock.
    func instant(_ console: Console) -> Instant {
        Instant(milliseconds: console.surroundings.nowMicroseconds / 1000)
    }
}
