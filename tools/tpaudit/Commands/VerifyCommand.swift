import ArgumentParser
import AuditLog
import Foundation

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
    @Option(help: "The file with the vault key; the signing key lies beside it.", completion: .file())
    var keyFile: String?
    @Option(help: ArgumentHelp("The public key that the log has to be signed with.", valueName: "64 hex digits"))
    var signingKey: String?
    @Option(
        help: ArgumentHelp(
            "Checkpoints that were kept elsewhere, which the log has to hold. Repeat for more files.", valueName: "file"
        ),
        completion: .file())
    var anchor: [String] = []
    @Option(
        help: ArgumentHelp("Trust what the last checkpoint in that file covers.", valueName: "file"),
        completion: .file())
    var sinceCheckpoint: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let signingKey, bytes(hex: signingKey)?.count != 32 {
            throw ValidationError("--signing-key takes 64 hexadecimal digits, as tpaudit info shows them")
        }
    }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console, warns: false)
        let means = VerificationMeans(
            keys: keyFile.map { .file(path: $0) }, signingKey: signingKey.flatMap { bytes(hex: $0) },
            anchors: try anchor.flatMap(VerifyCommand.checkpoints),
            trusted: try sinceCheckpoint.map(VerifyCommand.checkpoints)?.max { $0.size < $1.size })
        let report: any VerificationReport =
            if let format = output.machineFormat {
                MachineVerificationReport(console, format)
            } else {
                TextVerificationReport(console, isColored: output.isColored(on: console))
            }
        try report.begin()
        let verification = try reader.verify(with: means) { report.add($0) }
        try report.end(verification)
        return switch verification.outcome {
        case .intact: .fine
        case .broken: .integrityFinding
        case .incomplete: .notFullyVerifiable
        }
    }

    /// The checkpoints in a file that was named: there has to be one.
    private static func checkpoints(in path: String) throws -> [Checkpoint] {
        let checkpoints = try AnchorFile(path: path).checkpoints()
        guard !checkpoints.isEmpty else {
            guard FileManager.default.fileExists(atPath: path) else {
                throw Refusal(exit: .cannotOpen, message: "no file at \(path); check the path")
            }
            throw LogError.anchorsUnusable(path: path, line: nil, reason: "it has no checkpoint")
        }
        return checkpoints
    }
}
