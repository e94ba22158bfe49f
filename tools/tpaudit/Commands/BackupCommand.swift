// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit backup`: a copy of a log that is in use.
struct BackupCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the log to a new file, also while services write to it.",
        discussion: """
            The copy has all that the log had when the command began; it is verified, and on the disk when the command \
            ends. It can be read like the log. To go on from it, put it in the log's place, with its keys, which are \
            not part of it: keep those elsewhere too.

            The sealed tokens are left out, so sessions have to sign in again on the copy. With --with-vault they are \
            part of it; who starts a service on such a copy may spend a token a second time, and lose the session.

            EXAMPLE:
              tpaudit backup auth.sqlite /backup/auth.sqlite
            """)

    @OptionGroup var log: LogArgument
    @Argument(help: "The copy, of which there is nothing yet.", completion: .file())
    var copy: String
    @OptionGroup var vault: VaultOption
    @OptionGroup var output: OutputOptions

    var isPaged: Bool { false }

    var makesFiles: Bool { true }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        let copied = try reader.backUp(to: copy, withVault: vault.withVault)
        vault.warn(console, sealedTokens: copied.sealedTokens)
        try console.write(copied, output)
        return .fine
    }
}

extension Console {
    /// Says what was copied.
    func write(_ copy: CopiedLog, _ output: OutputOptions) throws {
        if let format = output.machineFormat { return try write(object: copy.value, format) }
        try write(
            line: Style.good.applied(to: "verified", isOn: output.isColored(on: self)) + ": "
                + (copy.size == 0 ? "no events" : "events up to \(copy.size)")
                + " in \(TerminalText.escaped(copy.path)), "
                + (copy.sealedTokens == 0 ? "without tokens" : "with \(counted(copy.sealedTokens, "sealed token"))"))
    }
}
