// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit verify`: whether a log is as it was written.
struct VerifyCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that a log is as it was written.",
        discussion: """
            Checks the file, its schema, every event's hash, that none is missing, and the signed end of the log. All \
            that is wrong is listed. With the key file the sealed tokens are opened too, and the signing key is \
            compared.

            The signature shows that the holder of the signing key wrote this log. Whose key that is, the log itself \
            cannot say: give --signing-key with the key that tpaudit info showed on a good day. Who puts back an old \
            copy of the log together with its side file, or has its key and writes it anew, is not found out by looking \
            at the log alone: give --anchor with checkpoints that tpaudit anchor kept elsewhere.

            --since-checkpoint looks only at what came behind the last checkpoint in that file: up to there the log was \
            verified before, and that is trusted.

            Exit code 0 where everything is in order, 2 where something was found, 4 where nothing was found but not \
            all that was asked for could be checked.

            EXAMPLES:
              tpaudit verify auth.sqlite
              tpaudit verify auth.sqlite --key-file auth.key
              tpaudit verify auth.sqlite --anchor elsewhere/anchors
            """)

    @OptionGroup var log: LogArgument
    @OptionGroup var verification: VerificationOptions
    @OptionGroup var output: OutputOptions

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console, warns: false)
        let means = try verification.means()
        let report: any VerificationReport =
            if let format = output.machineFormat {
                MachineVerificationReport(console, format)
            } else {
                TextVerificationReport(
                    console, isColored: output.isColored(on: console), trusted: means.trusted?.size)
            }
        try report.begin()
        let result = try reader.verify(with: means) { report.add($0) }
        try report.end(result)
        return AuditExit(result.outcome)
    }
}
