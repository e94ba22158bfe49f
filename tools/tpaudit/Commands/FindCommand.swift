// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// `tpaudit find`: where a token that turned up somewhere was issued, spent and held.
struct FindCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Where a leaked token was issued, spent and held. The token comes from standard input.",
        discussion: """
            The log knows tokens by fingerprints under the vault key, so finding one takes the key file. The token is \
            read from standard input and never an argument, where every process of the machine could see it. Exit \
            code 1 where the log has never seen it.

            EXAMPLES:
              tpaudit find auth.sqlite < leaked-token
              tpaudit find auth.sqlite --key-file auth.key
            """)

    @OptionGroup var log: LogArgument
    @Option(help: "The file with the vault key; the log's name with .key behind it unless given.", completion: .file())
    var keyFile: String?
    @Argument(help: .hidden)
    var unwanted: [String] = []
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard unwanted.isEmpty else {
            throw ValidationError(
                "the token is not an argument, where others can see it and the shell remembers it; give it on standard "
                    + "input, and count this one as leaked")
        }
    }

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        let token = try FindCommand.token(console.surroundings.readInput())
        let ref = try reader.fingerprint(of: token, keyFile: keyFile ?? log.log + ".key")
        let labels = try reader.labels()
        let holders = try reader.holders(of: ref)
        var count = 0
        if let format = output.machineFormat {
            var writer = RowWriter(console, format, columns: TokenSighting.fieldNames, listName: "sightings")
            try writer.begin()
            try reader.sightings(of: ref) { sighting in
                count += 1
                try writer.add(sighting.value(label: labels[sighting.row.session]))
            }
            try writer.end([
                LogValue.Field("ref", .text(ref.hexText)), LogValue.Field("holders", .list(holders.map(\.value))),
            ])
        } else {
            try console.write(line: "fingerprint \(ref.hexText)")
            var table = Table(
                [("SEQ", .right), ("TIME", .left), ("SESSION", .left), ("EVENT", .left), ("THE TOKEN WAS", .left)],
                console: console, isColored: output.isColored(on: console))
            try reader.sightings(of: ref) { sighting in
                count += 1
                try table.add(row(sighting, labels))
            }
            try table.finish()
            try write(holders, isKnown: count > 0, to: console)
        }
        return count > 0 || !holders.isEmpty ? .fine : .no
    }

    private func row(_ sighting: TokenSighting, _ labels: [Int64: String]) -> [Table.Cell] {
        let what =
            switch sighting.role {
            case .issued: "issued as \(sighting.kind) token"
            case .adopted: "handed over as \(sighting.kind) token"
            case .spent: "spent for new tokens"
            case .refused: "refused by the API"
            case .recorded: "offered again, or spent at a sign-out"
            }
        let kind = EntryKind.allCases.first { $0.code == sighting.row.kind }
        return [
            Table.Cell("\(sighting.row.seq)"),
            Table.Cell(output.zone.text(microseconds: sighting.row.wall), .faint),
            Table.Cell(labels[sighting.row.session].map { TerminalText.escaped($0) } ?? "-"),
            Table.Cell(kind?.name ?? "-"), Table.Cell(what),
        ]
    }

    private func write(_ holders: [TokenHolder], isKnown: Bool, to console: Console) throws {
        for holder in holders {
            try console.write(
                line: Style.warning.applied(
                    to: holder.isHeld ? "still held" : "still sealed in the vault", isOn: output.isColored(on: console))
                    + " by \(TerminalText.escaped(holder.session)); tpauth logout forgets it")
        }
        guard holders.isEmpty else { return }
        try console.write(
            line: isKnown ? "held by no session any more" : "this log has never seen that token")
    }

    /// The token that somebody gave, with the words that may stand before it in a header.
    private static func token(_ input: [UInt8]) throws -> Secret {
        var words = String(decoding: input, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        if let first = words.first, first.lowercased() == "authorization:" { words.removeFirst() }
        if let first = words.first, words.count > 1, first.lowercased() == "bearer" { words.removeFirst() }
        guard words.count == 1 else {
            throw Refusal(
                exit: .usage,
                message: words.isEmpty
                    ? "no token on standard input; run tpaudit find LOG < FILE"
                    : "one token is looked for at a time, and \(counted(words.count, "word")) came on standard input")
        }
        return Secret(String(words[0]))
    }
}
