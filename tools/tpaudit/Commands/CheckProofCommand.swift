import ArgumentParser
import AuditLog

/// `tpaudit check-proof`: what a proof proves, with nothing but the public key.
struct CheckProofCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-proof",
        abstract: "Check a proof that an event is in a log, and show the event.",
        discussion: """
            Needs no log: only the public key that signed the checkpoint, from somewhere else than the proof. Exit code \
            2 where the proof does not hold, 5 where the file is none.

            EXAMPLE:
              tpaudit check-proof 42.tlog-proof --signing-key 56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c
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
        let text = try EvidenceFile(path: file).text()
        do {
            let proof = try EventProof(text)
            let event = try proof.event(signedBy: key.bytes)
            if let logId, bytes(hex: logId) != event.checkpoint.logID {
                throw Refusal(
                    exit: .integrityFinding,
                    message: "\(file) proves nothing of log \(logId): it is of log \(hex(event.checkpoint.logID))")
            }
            try show(event, on: console)
            return .fine
        } catch let fault as ProofFault {
            let isNone = if case .malformed = fault { true } else { false }
            throw Refusal(
                exit: isNone ? .notALog : .integrityFinding,
                message: isNone ? "\(file) cannot be checked: \(fault)" : "\(file) proves nothing: \(fault)")
        }
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
