// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// The events of one session with proofs, handed to somebody who has not the log: `tpaudit export --session --proofs`
/// and `tpaudit check-proof`.
struct ExcerptTests {
    private let bench: LogBench
    private let key: String
    private let file: String

    init() throws {
        bench = try SpoiledLog.sample()
        key = hex(try bench.look().rows("SELECT value FROM key WHERE id = 1")[0].bytes("value"))
        file = bench.scratch.file("excerpt")
    }

    private func excerpt(_ session: String = "box-office", of path: String? = nil) throws -> String {
        let run = ToolRun("export", path ?? bench.path, "--session", session, "--proofs")
        #expect(run.exit == .fine)
        #expect(run.complaints == [])
        return run.output
    }

    private func check(_ text: String, key: String? = nil) throws -> ToolRun {
        try bench.scratch.write(Array(text.utf8), to: "excerpt")
        return ToolRun("check-proof", file, "--signing-key", key ?? self.key)
    }

    private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    private func joined(_ lines: some Sequence<String>) -> String { lines.map { $0 + "\n" }.joined() }

    @Test func `an excerpt is written as it was before`() throws {
        try GoldenOutput.expect("excerpt.jsonl", toHold: try excerpt())
    }

    @Test(arguments: ToolCommand.formats)
    func `what an excerpt proves is written as it was before`(format: String) throws {
        _ = try check(try excerpt("kiosk"))
        let run = ToolRun("check-proof", file, "--signing-key", key, "--format", format)
        #expect(run.exit == .fine)
        #expect(run.complaints == [])
        try GoldenOutput.expect("check-excerpt.\(format)", toHold: run.output)
    }

    @Test func `an excerpt proves each event of its session, and shows nothing of others`() throws {
        let text = try excerpt()
        #expect(!text.contains("kiosk"))
        #expect(!text.contains("password"))
        try bench.scratch.write(Array(text.utf8), to: "excerpt")
        var events: [ProvenEvent] = []
        let excerpt = try ExcerptFile(path: file).check(signedBy: bytes(hex: key) ?? []) { events.append($0) }
        let rows = try bench.look().rows("SELECT * FROM event WHERE session = 1 ORDER BY seq")
        #expect(events.map(\.seq) == rows.map { $0.integer("seq") })
        let reader = try LogReader(path: bench.path)
        for event in events {
            var row = try #require(try reader.row(event.seq))
            row.chain = []
            #expect(event.row == row)
        }
        #expect((excerpt.first, excerpt.last) == (1, 10))
        #expect(excerpt.session == "box-office")
        #expect(hex(excerpt.signingKey) == key)
    }

    @Test func `no line can be left out, written twice or moved`() throws {
        let lines = lines(try excerpt())
        for place in lines.indices {
            var less = lines
            let line = less.remove(at: place)
            #expect(try check(joined(less)).exit != .fine, "without line \(place + 1)")
            var more = lines
            more.insert(line, at: place)
            // The same policy or writer twice says nothing else.
            let isReferred = line.contains("\"table\":\"policy\"") || line.contains("\"table\":\"writer\"")
            #expect((try check(joined(more)).exit == .fine) == isReferred, "line \(place + 1) twice")
            for other in lines.indices where other < place {
                var moved = less
                moved.insert(line, at: other)
                let run = try check(joined(moved))
                if !isReferred, !lines[other..<place].allSatisfy({ $0.contains("policy") || $0.contains("writer") }) {
                    #expect(run.exit != .fine, "line \(place + 1) at \(other + 1)")
                }
            }
        }
    }

    @Test func `an event that is left out is told, and so is a file that is cut off`() throws {
        let lines = lines(try excerpt())
        let events = lines.indices.filter { lines[$0].contains("\"table\":\"event\"") }
        var less = lines
        less.remove(at: events[4])
        let run = try check(joined(less))
        #expect(run.exit == .integrityFinding)
        #expect(run.output == "")
        #expect(
            run.complaints == [
                "tpaudit: \(file), line \(events[4] + 1), proves nothing: event 5 of the session is not where it should be"
            ])
        let cut = try check(joined(lines.dropLast()))
        #expect(cut.exit == .notALog)
        #expect(cut.complaints.first?.hasSuffix("it has not all of the 10 events that its first line names") == true)
        #expect(try check(lines[0] + "\n").exit == .notALog)
    }

    @Test func `no byte can be changed unseen`() throws {
        let text = try excerpt("kiosk")
        let content = Array(text.utf8)
        let original = try check(text).output
        for place in stride(from: 0, to: content.count, by: 7) {
            var changed = content
            changed[place] ^= 1 << UInt8(place % 8)
            let run = try check(String(decoding: changed, as: UTF8.self))
            // Upper case is as good for a hexadecimal digit.
            #expect(run.exit != .fine || run.output == original, "byte \(place)")
        }
    }

    @Test func `what is later than the last checkpoint stays out, and that is said`() throws {
        let log = try bench.open()
        try log.append(bench.event(.tokenRequested, at: 1_700_000_900_000))
        try log.append(bench.event(.tokenRequested, .kiosk, at: 1_700_000_900_000))
        let run = ToolRun("export", bench.path, "--session", "box-office", "--proofs")
        #expect(run.exit == .notFullyVerifiable)
        #expect(
            run.complaints == [
                "tpaudit: 1 later event of box-office can not be proven yet and stay out, as the last checkpoint covers 15 "
                    + "events; tpaudit checkpoint makes one"
            ])
        #expect(try check(run.output).exit == .fine)
        let other = try LogBench(seed: 2)
        let fresh = try other.open()
        try fresh.append(other.event(.signInRequested))
        let none = ToolRun("export", other.path, "--session", "box-office", "--proofs")
        #expect(none.exit == .no)
        #expect(none.output == "")
        #expect(none.complaints.count == 1)
    }

    @Test func `a key vouches for those that came after it, and for none before`() throws {
        let log = try bench.open()
        for _ in 0..<2 {
            try log.rotateSigningKey(id: bench.nextID(), at: Instant(milliseconds: 1_700_000_900_000))
            try log.append(bench.event(.tokenRequested, at: 1_700_000_900_000))
        }
        try log.close()
        let keys = try bench.look().rows("SELECT value FROM key WHERE purpose = 1 ORDER BY id").map {
            hex($0.bytes("value"))
        }
        #expect(keys.count == 3)
        let text = try excerpt()
        for (place, key) in keys.enumerated() {
            let run = try check(text, key: key)
            #expect(run.exit == .fine)
            #expect(run.output.contains(keys[2]) == (place < 2))
        }
        // Without the keys between, the first one says nothing of the last one.
        let lines = lines(text)
        let less = lines.filter { !$0.contains("\"value\":\"\(keys[1])\"") }
        #expect(less.count == lines.count - 1)
        let run = try check(joined(less), key: keys[0])
        #expect(run.exit == .integrityFinding)
        #expect(run.complaints.first?.contains("is not signed by the key that was given") == true)
        #expect(try check(joined(less), key: keys[2]).exit == .fine)
        // An older checkpoint says nothing under a key that came later.
        let older = try SpoiledLog(of: bench)
        try older.spoil { try $0.execute("DELETE FROM checkpoint WHERE size > 15") }
        let early = ToolRun("export", older.path, "--session", "box-office", "--proofs")
        #expect(try check(early.output, key: keys[0]).exit == .fine)
        #expect(try check(early.output, key: keys[1]).exit == .integrityFinding)
    }

    @Test func `an excerpt of a log behind an archive begins where the log does`() throws {
        let log = try bench.open()
        let size = try #require(try bench.look().integers("SELECT min(size) FROM checkpoint").first)
        try log.archive(
            through: size, to: bench.scratch.file("archive.sqlite"), id: bench.nextID(),
            at: Instant(milliseconds: 1_700_000_900_000))
        let run = try check(try excerpt())
        #expect(run.exit == .fine)
        #expect(run.output.contains("proven: events 5 to 10 of session box-office"))
        let archived = try check(try excerpt(of: bench.scratch.file("archive.sqlite")))
        #expect(archived.output.contains("proven: events 1 to 4 of session box-office"))
    }

    @Test func `an excerpt of many events in many parts of the tree is proven`() throws {
        let many = try LogBench(seed: 3)
        let log = try many.open()
        for round in 0..<7 {
            _ = try log.append(
                (0..<200).map { many.event(.tokenRequested, ($0 + round) % 11 == 0 ? .kiosk : .office) })
        }
        try log.close()
        let key = hex(try many.look().rows("SELECT value FROM key WHERE id = 1")[0].bytes("value"))
        let counts = try many.look().integers("SELECT count(*) FROM event GROUP BY session ORDER BY session")
        for (session, count) in zip(["kiosk", "box-office"], counts) {
            let run = try check(try excerpt(session, of: many.path), key: key)
            #expect(run.exit == .fine)
            #expect(run.output.contains("proven: events 1 to \(count) of session \(session)"))
        }
    }

    @Test func `a log that was changed makes no excerpt`() throws {
        let spoiled = try SpoiledLog(of: bench)
        try spoiled.spoil { try $0.execute("UPDATE event SET note = 'fine' WHERE seq = 5") }
        let run = ToolRun("export", spoiled.path, "--session", "box-office", "--proofs")
        #expect(run.exit == .integrityFinding)
        #expect(run.output == "")
    }

    @Test func `nothing of an excerpt is obeyed by a terminal`() throws {
        let text = try excerpt("kiosk")
        #expect(!text.unicodeScalars.contains { $0 != "\n" && TerminalText.isUnsafe($0) })
        _ = try check(text)
        for format in ToolCommand.formats {
            let run = ToolRun(["check-proof", file, "--signing-key", key, "--format", format], isTerminal: true)
            #expect(!run.output.unicodeScalars.contains { $0 != "\n" && TerminalText.isUnsafe($0) }, "\(format)")
        }
    }

    @Test(arguments: [
        (1, "{\"excerpt\":\"other\",\"format\":0,\"session\":\"box-office\",\"events\":10}", "is not how an excerpt"),
        (1, "{\"excerpt\":\"ticketpark-auth\",\"format\":7,\"session\":\"box-office\",\"events\":10}", "has format 7"),
        (
            1, "{\"excerpt\":\"ticketpark-auth\",\"format\":0,\"session\":\"other\",\"events\":10}",
            "it has not all of the"
        ),
        (2, "{\"table\":\"head\",\"id\":1}", "column size is missing"),
        (3, "{\"table\":\"event\",\"seq\":1}", "a row of event has no place there"),
        (
            4, "{\"table\":\"checkpoint\",\"size\":1,\"frontier\":\"\",\"note\":\"\"}",
            "a row of checkpoint has no place there"
        ),
        (7, "{\"table\":\"event\",\"seq\":1}", "it has no proof"),
        (7, "{\"table\":\"event\",\"seq\":1,\"chain\":\"\",\"proof\":\"\"}", "it has a chain"),
        (7, "{\"table\":\"event\",\"seq\":1,\"proof\":\"00\"}", "it has no proof"),
        (7, "no line", "it is no object of JSON"),
    ])
    func `what is no excerpt is told with its line`(line: Int, content: String, reason: String) throws {
        var lines = lines(try excerpt())
        lines[line - 1] = content
        let run = try check(joined(lines))
        #expect(run.exit == .notALog)
        #expect(run.output == "")
        #expect(run.complaints.count == 1)
        #expect(run.complaints.first?.contains(reason) == true, "\(run.complaints)")
    }

    @Test(arguments: [
        ["export", "log", "--session", "box-office"], ["export", "log", "--proofs"],
        ["export", "log", "--session", "box-office", "--proofs", "--with-vault"],
    ])
    func `wrong usage is told in one line`(arguments: [String]) {
        let run = ToolRun(arguments)
        #expect(run.exit == .usage)
        #expect(run.complaints.count == 1)
    }

    @Test func `an excerpt is of one log and one session that there is`() throws {
        _ = try check(try excerpt())
        let log = hex(try LogReader(path: bench.path).logID)
        let other = String(repeating: "0", count: 32)
        #expect(ToolRun("check-proof", file, "--signing-key", key, "--log-id", log).exit == .fine)
        #expect(ToolRun("check-proof", file, "--signing-key", key, "--log-id", other).exit == .integrityFinding)
        #expect(ToolRun("check-proof", file, "--signing-key", other + other).exit == .integrityFinding)
        let missing = ToolRun("export", bench.path, "--session", "nobody", "--proofs")
        #expect(missing.exit == .no)
        #expect(missing.complaints.first?.contains("it has box-office, kiosk") == true)
    }
}
