// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit export`: a log as text.
struct ExportCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "All rows of the log as JSON lines, from which it can be made again.",
        discussion: """
            Each line is a row of a table, with the columns that Schema/README.md explains; the first line says what it \
            is, the last one is the head. tpaudit import makes a log of it in which all rows are the same. Signatures \
            come along, so the import verifies like the log itself.

            The sealed tokens are left out. With --with-vault they are part of it; who starts a service on such a copy \
            may spend a token a second time, and lose the session.

            --session with --proofs writes an excerpt instead: the events of that session alone that a checkpoint covers, \
            each with the proof that it is in the log. tpaudit check-proof checks it with nothing but the public key. \
            Exit code 4 where the session has later events, which no checkpoint covers yet.

            EXAMPLES:
              tpaudit export auth.sqlite | gzip > auth.jsonl.gz
              tpaudit export auth.sqlite --session box-office --proofs > box-office.jsonl
              tpaudit export auth.sqlite |
                jq -c 'select(.table == "event") | [.seq, .kind]'
            """)

    @OptionGroup var log: LogArgument
    @OptionGroup var vault: VaultOption
    @Option(name: .shortAndLong, help: "That session alone, with --proofs.", completion: .sessions)
    var session: String?
    @Flag(help: "With the proof of each event that it is in the log.")
    var proofs = false

    func validate() throws {
        if (session != nil) != proofs {
            throw ValidationError("--session and --proofs go together: an excerpt without proofs would show nothing")
        }
        if session != nil, vault.withVault {
            throw ValidationError("tokens are no part of an excerpt, so --with-vault has no place")
        }
    }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        if let session { return try writeExcerpt(of: session, from: reader, to: console) }
        vault.warn(console)
        try reader.export(withVault: vault.withVault) { try console.write($0) }
        return .fine
    }

    private func writeExcerpt(of session: String, from reader: LogReader, to console: Console) throws -> AuditExit {
        _ = try reader.requireSession(session)
        guard let excerpt = try SessionExcerpt(of: session, in: reader), excerpt.events > 0 else {
            throw Refusal(
                exit: .no,
                message: "no checkpoint of \(log.log) covers an event of \(session) yet; tpaudit checkpoint makes one")
        }
        try excerpt.write { try console.write($0) }
        guard excerpt.uncovered > 0 else { return .fine }
        console.complain(
            "\(counted(excerpt.uncovered, "later event")) of \(session) can not be proven yet and stay out, as the last "
                + "checkpoint covers \(counted(excerpt.checkpoint.size, "event")); tpaudit checkpoint makes one")
        return .notFullyVerifiable
    }
}
