// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import Foundation

/// What a log is verified against.
struct VerificationOptions: ParsableArguments {
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

    func validate() throws {
        if let signingKey, bytes(hex: signingKey)?.count != 32 {
            throw ValidationError("--signing-key takes 64 hexadecimal digits, as tpaudit info shows them")
        }
    }

    /// What the options name, read from their files.
    func means() throws -> VerificationMeans {
        VerificationMeans(
            keys: keyFile.map { .file(path: $0) }, signingKey: signingKey.flatMap { bytes(hex: $0) },
            anchors: try anchor.flatMap(VerificationOptions.checkpoints),
            trusted: try sinceCheckpoint.map(VerificationOptions.checkpoints)?.max { $0.size < $1.size })
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

extension AuditExit {
    /// The code for what came of a verification.
    init(_ outcome: Verification.Outcome) {
        switch outcome {
        case .intact: self = .fine
        case .broken: self = .integrityFinding
        case .incomplete: self = .notFullyVerifiable
        }
    }
}
