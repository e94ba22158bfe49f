// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit check-proof`: what a proof proves, with nothing but the public key.
struct CheckProofCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-proof",
        abstract: "Check the proof of an event, or an excerpt of a session, and show what is proven.",
        discussion: """
            Needs no log: only the public key that signed the checkpoint, from somewhere else than the file. For an \
            excerpt any earlier key of the log will do. Exit code 2 where something does not hold, 5 where the file is \
            no proof and no excerpt.

            An excerpt shows all events of a session from its first to its last line; whether others followed is not \
            shown by it.

            EXAMPLE:
              tpaudit check-proof 42.tlog-proof --signing-key "$KEY"
            """)

    @Argument(help: "The file with the proof.", completion: .file())
    var file: String
    @OptionGroup var key: SigningKeyOption
    @Option(help: ArgumentHelp("The log that it has to be of.", valueName: "32 hex digits"))
    var logId: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let logId, bytes(hex: logId)?.count != 16 {
            throw ValidationError("--log-id takes 32 hexadecimal digits, as tpaudit info shows them")
        }
    }

    func run(_ console: Console) throws -> AuditExit {
        do {
            if try EvidenceFile(path: file).isExcerpt() {
                try ExcerptReport(file, key: key.bytes, output).write(to: console) { try expectLog($0) }
            } else {
                let proof = try EventProof(try EvidenceFile(path: file).text())
                let event = try proof.event(signedBy: key.bytes)
                try expectLog(event.checkpoint)
                try show(event, on: console)
            }
            return .fine
        } catch let fault as ProofFault {
            guard case .malformed = fault else { throw refusal(fault, "\(file)") }
            throw Refusal(exit: .notALog, message: "\(file) cannot be checked: \(fault)")
        } catch let fault as ExcerptFault {
            throw refusal(fault.fault, "\(file), line \(fault.line),")
        }
    }

    private func refusal(_ fault: ProofFault, _ place: String) -> Refusal {
        Refusal(exit: .integrityFinding, message: "\(place) proves nothing: \(fault)")
    }

    /// Makes sure that it is of the log that was named.
    private func expectLog(_ checkpoint: Checkpoint) throws {
        guard let logId, bytes(hex: logId) != checkpoint.logID else { return }
        throw Refusal(
            exit: .integrityFinding,
            message: "\(file) proves nothing of log \(logId): it is of log \(hex(checkpoint.logID))")
    }

    private func show(_ event: ProvenEvent, on console: Console) throws {
        let checkpoint = event.checkpoint
        let proof: [LogValue.Field] = [
            LogValue.Field("log_id", .text(hex(checkpoint.logID))),
            LogValue.Field("checkpoint", .integer(checkpoint.size)),
            LogValue.Field("checkpoint_wall", .wall(checkpoint.wallMicroseconds)),
        ]
        let value = try event.value()
        if let format = output.machineFormat {
            return try console.write(object: .object(proof + [LogValue.Field("event", value)]), format)
        }
        let isColored = output.isColored(on: console)
        try console.write(
            line: Style.good.applied(to: "proven", isOn: isColored)
                + ": event \(event.seq) is in the log, by its checkpoint over \(counted(checkpoint.size, "event"))")
        guard case .object(let fields) = value else { return }
        try console.write(fields: proof + fields, in: output.zone)
    }
}
