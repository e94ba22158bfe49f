// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// Logs of which the rows are rendered on all processors.
@Suite struct LongLogTests {
    /// A log of more events than are rendered at once.
    private func log() throws -> SpoiledLog { try SpoiledLog.crowded(5_000) }

    /// What the whole log gives, and what its parts give, each of which is rendered alone.
    private func lines(_ log: SpoiledLog, _ format: [String], part: Int = 50) throws -> (
        whole: [Substring], parts: [Substring]
    ) {
        let last = Int(try LogReader(path: log.path).lastSeq())
        let whole = ToolRun(["events", log.path] + format)
        #expect(whole.exit == .fine && whole.complaints == [])
        var parts: [Substring] = []
        for first in stride(from: 1, through: last, by: part) {
            let run = ToolRun(
                ["events", log.path, "--from-seq", "\(first)", "--to-seq", "\(first + part - 1)"] + format)
            parts += run.lines
        }
        #expect(whole.lines.count >= last)
        return (whole.lines, parts)
    }

    @Test func `each event comes once, in its place, as JSON lines`() throws {
        let (whole, parts) = try lines(try log(), ["--format", "jsonl"])
        #expect(whole == parts)
    }

    @Test func `each event comes once, in its place, as CSV`() throws {
        let (whole, parts) = try lines(try log(), ["--format", "csv"])
        #expect(whole.dropFirst().elementsEqual(parts.filter { $0 != whole[0] }))
    }

    @Test func `each event comes once, in its place, in an array`() throws {
        let log = try log()
        let json = ToolRun("events", log.path, "--format", "json").output
        let array = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        #expect(array.compactMap { $0["seq"] as? Int } == Array(1...array.count))
        #expect(array.count == Int(try LogReader(path: log.path).lastSeq()))
    }

    @Test func `each event comes once, in its place, as text`() throws {
        let (whole, parts) = try lines(try log(), [])
        func words(_ lines: [Substring]) -> [[Substring]] {
            lines.filter { !$0.contains("SEQ") }.map { $0.split(separator: " ") }
        }
        #expect(words(whole) == words(parts))
        // The columns stand where they stood.
        let places = whole.dropFirst(600).map { line in
            line.range(of: "crowd").map { line.distance(from: line.startIndex, to: $0.lowerBound) }
        }
        #expect(Set(places).count == 1)
    }

    @Test(arguments: [3_000, 40, 5_001])
    func `up to an event that cannot be read all come, and it is named`(seq: Int) throws {
        let log = try log()
        try log.spoil { try $0.execute("UPDATE event SET state = x'ff' WHERE seq = \(seq)") }
        let run = ToolRun("events", log.path, "--format", "jsonl")
        #expect(run.exit == .integrityFinding)
        #expect(run.lines.count == seq - 1)
        #expect(run.lines.last?.hasSuffix("}") == true)
        #expect(run.complaints.count == 1)
        #expect(run.complaints[0].contains("at seq \(seq):"))
    }

    @Test func `up to pages that cannot be read all come`() throws {
        let log = try log()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: log.path))
        let middle = try file.seekToEnd() / 2 / 4096 * 4096
        try file.seek(toOffset: middle)
        // Some of so many are of events, wherever the file has its indexes.
        try file.write(contentsOf: Data(repeating: 0xFF, count: 8 * 4096))
        try file.close()
        let cursor = try LogReader(path: log.path).events(EventQuery())
        var readable = 0
        #expect(throws: LogError.self) { while try cursor.nextRow() != nil { readable += 1 } }
        // More than are rendered at first, so that some wait for others when it happens.
        try #require(readable > 500)
        let run = ToolRun("events", log.path, "--format", "jsonl")
        #expect(run.exit == .integrityFinding)
        #expect(run.lines.count == readable)
        #expect(run.complaints.count == 1)
    }
}
