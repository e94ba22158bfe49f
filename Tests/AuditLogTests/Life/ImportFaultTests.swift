// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine
import TokenMachineTesting

@testable import AuditLog

/// Exports with something wrong in them: the line is told, and nothing is left behind.
struct ImportFaultTests {
    private let scratch: Scratch
    private let text: String
    private let file: String
    private let copy: String

    init() throws {
        let bench = try LogBench()
        try bench.makeSample()
        scratch = try Scratch()
        text = try ExchangeTests.export(bench.path, withVault: true)
        file = scratch.file("export")
        copy = scratch.file("copy.sqlite")
    }

    private var lines: [String] { text.split(separator: "\n").map(String.init) }

    private func makeLog(_ content: some Sequence<UInt8>) throws {
        try scratch.write(content, to: "export")
        _ = try ExportFile(path: file).makeLog(at: copy)
    }

    /// Expects that the content is refused, and nothing left.
    private func expectRefused(
        _ content: some Sequence<UInt8>, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> LogError? {
        let error = #expect(throws: LogError.self, sourceLocation: sourceLocation) { try makeLog(content) }
        #expect(try scratch.names() == ["export"], sourceLocation: sourceLocation)
        return error
    }

    @Test func `a file that is cut off is no log, wherever it is`() throws {
        for count in 0..<lines.count {
            let start = lines.prefix(count).map { $0 + "\n" }.joined()
            let error = try expectRefused(start.utf8)
            guard case .exportUnusable(_, let line, _) = error else {
                Issue.record("\(count): \(String(describing: error))")
                continue
            }
            #expect(line == count + 1)
            for part in [1, lines[count].utf8.count / 2, lines[count].utf8.count - 1] {
                _ = try expectRefused((start + lines[count].prefix(part)).utf8)
            }
        }
        // The line feed at the very end says nothing.
        try makeLog(text.utf8.dropLast())
    }

    @Test func `lines that are left out, written twice or moved are no log`() throws {
        for place in lines.indices.dropFirst(2) {
            var less = lines
            let line = less.remove(at: place)
            // What comes and goes in the vault is covered by nothing.
            if !line.contains("\"table\":\"vault\"") { _ = try expectRefused(less.map { $0 + "\n" }.joined().utf8) }
            var more = lines
            more.insert(line, at: place)
            _ = try expectRefused(more.map { $0 + "\n" }.joined().utf8)
            var moved = less
            moved.insert(line, at: 2)
            if place > 7 { _ = try expectRefused(moved.map { $0 + "\n" }.joined().utf8) }
        }
    }

    @Test(arguments: UInt64(1)...4)
    func `no byte can be changed unseen`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let bytes = Array(text.utf8)
        for round in 0..<60 {
            var changed = bytes
            let place = Int(random.next() % UInt64(bytes.count))
            changed[place] ^= UInt8(1) << (random.next() % 8)
            do {
                try makeLog(changed)
            } catch is LogError {
                #expect(try scratch.names() == ["export"])
                continue
            }
            // Upper case is as good for a hexadecimal digit, and the vault is covered by nothing.
            let again = try ExchangeTests.export(copy, withVault: true)
            let isInVault = String(decoding: bytes[..<place], as: UTF8.self).split(separator: "\n").last?
                .hasPrefix(#"{"table":"vault""#)
            #expect(again == text || isInVault == true, "seed \(seed), round \(round), byte \(place)")
            for name in try scratch.names() where name != "export" { try scratch.remove(name) }
        }
    }

    @Test(arguments: [
        // What stands in the first two lines.
        (1, "{\"export\":\"other\",\"format\":0}", "it is not how an export of a log begins"),
        (1, "{\"export\":\"ticketpark-auth\",\"format\":7}", "has format 7, and this version knows formats up to 0"),
        (1, "{\"export\":\"ticketpark-auth\",\"format\":-1}", "has format -1, and this version knows formats up to 0"),
        (1, "{\"export\":\"ticketpark-auth\",\"format\":99999999999}", "has format 99999999999"),
        (1, "SQLite format 3\u{0}", "it is no object of JSON: { is missing"),
        (2, "{\"table\":\"key\"}", "the row of meta is missing"),
        (2, "{\"table\":\"meta\",\"id\":1,\"format\":3}", "was begun in the format that it names"),
        // What is no line of an export.
        (3, "", "it is empty"), (3, "[]", "it is no object of JSON: { is missing"),
        (3, "{}", "it does not begin with the name of a table"),
        (3, "{\"table\":\"nothing\"}", "there is no table nothing"),
        (3, "{\"table\":\"sqlite_schema\"}", "there is no table sqlite_schema"),
        (3, "{\"table\":1}", "it does not begin with the name of a table"),
        (3, "{\"table\":\"key\"", "it is cut off"), (3, "{\"table\":\"ke", "it is cut off"),
        (3, "{\"table\":\"key\\", "it is cut off"),
        (3, "{\"table\":\"key\",}", "it is no object of JSON: \" is missing"),
        (3, "{\"table\":\"key\"}}", "something comes behind its object"),
        (3, "{\"table\":\"key\",\"table\":\"key\"}", "table comes twice"),
        (3, "{\"table\":\"key\",\"id\":1.5}", "1.5 is no integer of 64 bits"),
        (3, "{\"table\":\"key\",\"id\":1e9}", "1e9 is no integer of 64 bits"),
        (3, "{\"table\":\"key\",\"id\":9223372036854775808}", "9223372036854775808 is no integer of 64 bits"),
        (3, "{\"table\":\"key\",\"id\":01}", "01 is no integer as JSON has it"),
        (3, "{\"table\":\"key\",\"id\":true}", "a value is no text, integer or null"),
        (3, "{\"table\":\"key\",\"id\":[1]}", "a value is no text, integer or null"),
        (3, "{\"table\":\"key\",\"id\":{\"a\":\"b\"}}", "a value is no text, integer or null"),
        (3, "{\"table\":\"key\",\"id\":{\"hex\":\"0g\"}}", "a text is not in hexadecimal digits"),
        (3, "{\"table\":\"k\\uD800ey\"}", "a text has half a character"),
        (3, "{\"table\":\"k\\uD800\\u0041\"}", "a text has half a character"),
        (3, "{\"table\":\"k\\uDC00\"}", "a text has half a character"),
        (3, "{\"table\":\"k\\x41\"}", "a text has an escape that JSON does not know"),
        (3, "{\"table\":\"k\\u00g1\"}", "a text has an escape that JSON does not know"),
        (3, "{\"table\":\"k\ty\"}", "a text has a control character"),
        // What is no row of its table.
        (3, "{\"table\":\"key\",\"id\":1}", "column purpose is missing"),
        (3, "{\"table\":\"key\",\"id\":null}", "column id of table key cannot hold that value"),
        (3, "{\"table\":\"key\",\"id\":\"01\"}", "column id of table key cannot hold that value"),
        (
            3, "{\"table\":\"key\",\"id\":1,\"purpose\":1,\"value\":7}",
            "column value of table key cannot hold that value"
        ),
        (3, "{\"table\":\"key\",\"id\":1,\"purpose\":1,\"value\":\"0\"}", "column value of table key cannot hold"),
        (3, "{\"table\":\"event\",\"seq\":1}", "column id is missing"),
    ])
    func `what is wrong with a line is said, with its number`(line: Int, content: String, reason: String) throws {
        var lines = lines
        lines[line - 1] = content
        let error = try expectRefused(lines.map { $0 + "\n" }.joined().utf8)
        guard case .exportUnusable(file, line, let found) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found.contains(reason), "\(found)")
    }

    @Test(arguments: [
        (
            "\"table\":\"key\",\"id\":2,", "\"table\":\"key\",\"id\":2,\"more\":1,",
            "there is no column more in table key"
        ),
        ("\"table\":\"key\",\"id\":2,", "\"table\":\"key\",\"id\":1,", "UNIQUE constraint failed: key.id"),
        ("\"purpose\":2,", "\"purpose\":3,", "CHECK constraint failed"),
        ("\"table\":\"event\",\"seq\":7,", "\"table\":\"event\",\"seq\":8,", "event: seq must be the last one plus 1"),
        ("\"version\":2,\"policy\":1,", "\"version\":2,\"policy\":77,", "FOREIGN KEY constraint failed"),
        ("\"version\":3,", "\"version\":2,", "UNIQUE constraint failed: event.session, event.version"),
    ])
    func `what the schema does not allow is told with its line`(old: String, new: String, reason: String) throws {
        let changed = try #require(text.range(of: old).map { text.replacingCharacters(in: $0, with: new) })
        let error = try expectRefused(changed.utf8)
        guard case .exportUnusable(_, let line, let found) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found.contains(reason), "\(found)")
        #expect(lines[line - 1] != changed.split(separator: "\n").map(String.init)[line - 1])
    }

    @Test func `what is not as it was written is told as a finding`() throws {
        let changed = text.replacingOccurrences(of: "\"status\":400,", with: "\"status\":401,")
        #expect(changed != text)
        let error = try expectRefused(changed.utf8)
        guard case .copyBroken(copy, let findings, let first) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(findings >= 1)
        #expect(first.hasPrefix("event 5: "))
    }

    @Test func `a line without an end is not waited for`() throws {
        try scratch.write([], to: "export")
        try FileHandle.readingAndWriting(file).resize(to: 100 << 20)
        #expect(throws: LogError.exportUnusable(path: file, line: 1, reason: "it is longer than 1 MiB")) {
            try ExportFile(path: file).makeLog(at: copy)
        }
        let reader = try LineReader(path: file)
        #expect(throws: LogError.self) { try reader.next() }
        #expect(lseek(reader.file.descriptor, 0, SEEK_CUR) < 2 << 20)
        let long = lines[0] + "\n" + lines[1] + "\n" + String(repeating: " ", count: LineReader.limit) + lines[2] + "\n"
        #expect(
            try expectRefused(long.utf8)
                == .exportUnusable(path: file, line: 3, reason: "it is longer than 1 MiB"))
    }

    @Test func `spaces, the order of columns and other spellings of a text say the same`() throws {
        let other = text.replacingOccurrences(of: "\":", with: "\" :\t").replacingOccurrences(
            of: ",\"", with: " ,\r \""
        )
        .replacingOccurrences(of: "box-office", with: "\\u0062ox\\u002Doffice")
        .replacingOccurrences(of: "\"id\" :\t2 ,\r \"purpose\" :\t2", with: "\"purpose\":2,\"id\":\"2\"")
        try makeLog(other.utf8)
        #expect(try ExchangeTests.export(copy, withVault: true) == text)
    }

    @Test func `nothing is put in the place of what is there`() throws {
        try scratch.write(Array(text.utf8), to: "export")
        try scratch.write([1], to: "copy.sqlite")
        #expect(throws: LogError.fileExists(path: copy)) { try ExportFile(path: file).makeLog(at: copy) }
        #expect(try scratch.read("copy.sqlite") == [1])
        #expect(throws: LogError.self) { try ExportFile(path: scratch.file("nothing")).makeLog(at: copy + "2") }
        #expect(throws: LogError.self) { try ExportFile(path: scratch.path).makeLog(at: copy + "2") }
        #expect(try scratch.names() == ["export", "copy.sqlite"])
    }

    @Test(arguments: [0, 4096, 30_000, 60_000])
    func `an import that finds no room leaves nothing behind`(_ room: Int) async throws {
        try scratch.write(Array(text.utf8), to: "export")
        let (file, copy) = (file, copy)
        await #expect(processExitsWith: .success) {
            [file = file as String, copy = copy as String, room = room as Int] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: rlim_t(room), rlim_max: rlim_t.max)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            #expect(throws: LogError.self) { try ExportFile(path: file).makeLog(at: copy) }
        }
        #expect(try scratch.names() == ["export"])
    }
}
