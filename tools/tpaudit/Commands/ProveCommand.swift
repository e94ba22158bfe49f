// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit prove`: that one event is in a log, to be handed to somebody who has not the log.
struct ProveCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "A proof that an event is in the log, for somebody who has not the log.",
        discussion: """
            The proof has the event, the signed checkpoint that covers it, and the hashes between the two, in the \
            format of https://c2sp.org/tlog-proof. tpaudit check-proof checks it with nothing but the public key. It \
            shows nothing of other events, and not the name of the session.

            The checkpoint is the last one, or the one over as many events as --checkpoint says.

            EXAMPLE:
              tpaudit prove auth.sqlite 42 > 42.tlog-proof
            """)

    @OptionGroup var log: LogArgument
    @Argument(help: "The number of the event.")
    var seq: Int64
    @Option(help: ArgumentHelp("The checkpoint over that many events.", valueName: "size"))
    var checkpoint: Int64?

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        guard try reader.row(seq) != nil else {
            let archived = try reader.archivedSize()
            if seq > 0, seq <= archived { throw LogError.archived(path: log.log, through: archived) }
            throw try reader.refusal(ofMissing: seq, in: log.log)
        }
        guard let proof = try reader.proof(of: seq, in: try checkpoint(of: reader)) else {
            throw Refusal(exit: .no, message: "\(log.log) has no proof of event \(seq) in that checkpoint")
        }
        try console.write(proof.text)
        return .fine
    }

    /// The checkpoint that is wanted, which covers the event.
    private func checkpoint(of reader: LogReader) throws -> Checkpoint {
        let last = try reader.checkpoints().last
        guard let last, last.size >= seq else {
            throw Refusal(
                exit: .no,
                message: "no checkpoint of \(log.log) covers event \(seq) yet; "
                    + (last.map { "the last one covers \(counted($0.size, "event")); " } ?? "")
                    + "tpaudit checkpoint makes one")
        }
        guard let size = checkpoint else { return last }
        guard let found = try reader.checkpoint(over: size) else {
            throw Refusal(exit: .no, message: "\(log.log) has no checkpoint over \(counted(size, "event"))")
        }
        guard size >= seq else {
            throw Refusal(
                exit: .no, message: "the checkpoint over \(counted(size, "event")) does not cover event \(seq)")
        }
        return found
    }
}
