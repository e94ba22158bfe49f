// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// Which events a query brings, and in what order.
@Suite struct EventQueryTests {
    private func seqs(_ reader: LogReader, _ adapt: (inout EventQuery) -> Void = { _ in }) throws -> [Int64] {
        var query = EventQuery()
        adapt(&query)
        let cursor = try reader.events(query)
        var seqs: [Int64] = []
        while let event = try cursor.next() { seqs.append(event.seq) }
        return seqs
    }

    private func sample() throws -> (LogBench, LogReader) {
        let bench = try SpoiledLog.sample()
        return (bench, try LogReader(path: bench.path))
    }

    @Test func `no condition brings every event in order`() throws {
        let (_, reader) = try sample()
        #expect(try seqs(reader) == Array(1...15))
        #expect(try seqs(reader) { $0.isReversed = true } == Array(1...15).reversed())
    }

    @Test func `a session brings its events, and the records that concern it`() throws {
        let (_, reader) = try sample()
        #expect(try seqs(reader) { $0.sessions = [SessionID(1)] } == [1, 2, 3, 6, 7, 8, 9, 10, 12, 13, 14])
        #expect(try seqs(reader) { $0.sessions = [SessionID(2)] } == [4, 5, 15])
        #expect(try seqs(reader) { $0.sessions = [.log] } == [10, 11])
        #expect(try seqs(reader) { $0.sessions = [SessionID(1), SessionID(2)] }.count == 14)
    }

    @Test func `values of one condition are alternatives, conditions all hold`() throws {
        let (_, reader) = try sample()
        #expect(try seqs(reader) { $0.kinds = [.event(.requestDenied), .event(.requestFaulted)] } == [5, 7, 13])
        #expect(try seqs(reader) { $0.states = [.failed] } == [5])
        #expect(try seqs(reader) { $0.dispositions = [.ignored(.late), .ignored(.joined)] } == [2, 13])
        #expect(
            try seqs(reader) {
                $0.kinds = [.event(.grantIssued)]
                $0.sessions = [SessionID(1)]
                $0.states = [.valid]
            } == [3, 9, 14])
        #expect(try seqs(reader) { $0.kinds = [.record(.clockJumped)] } == [11])
        #expect(try !seqs(reader) { $0.dispositions = [.taken] }.contains(11))
    }

    @Test func `limits count from the end that the walk begins at`() throws {
        let (_, reader) = try sample()
        #expect(try seqs(reader) { $0.limit = 2 } == [1, 2])
        #expect(
            try seqs(reader) {
                $0.limit = 2
                $0.isReversed = true
            } == [15, 14])
        #expect(try seqs(reader) { $0.limit = 0 } == [])
        #expect(try seqs(reader) { $0.seqs = 4...6 } == [4, 5, 6])
        #expect(try seqs(reader) { $0.seqs = 15...(.max) } == [15])
        #expect(try seqs(reader) { $0.seqs = 16...(.max) } == [])
        #expect(try seqs(reader) { $0.seqs = 0...0 } == [])
    }

    @Test func `times are half-open, and found by halving`() throws {
        let (_, reader) = try sample()
        let walls = try (1...15).map { try #require(try reader.event($0)).wallMicroseconds }
        for since in walls.flatMap({ [$0 - 1, $0, $0 + 1] }) {
            for until in walls.flatMap({ [$0 - 1, $0, $0 + 1] }) {
                let found = try seqs(reader) {
                    $0.since = since
                    $0.until = until
                }
                #expect(found == (1...15).filter { since <= walls[Int($0) - 1] && walls[Int($0) - 1] < until })
            }
        }
    }

    @Test func `a walk goes over pages and windows without a gap, and ends where the log ended when it began`() throws {
        let bench = try LogBench()
        let log = try bench.open()
        let count = EventCursor.window + 700
        _ = try log.append(
            (0..<count).map { index in
                bench.event(index % 1000 == 0 ? .deadlineReached : .tokenRequested)
            })
        let reader = try LogReader(path: bench.path)
        let cursor = try reader.events()
        _ = try log.append([bench.event(.tokenRequested)])
        var last: Int64 = 0
        while let row = try cursor.nextRow() {
            guard row.seq == last + 1 else { break }
            last = row.seq
        }
        #expect(last == count)
        let deadlines = Array(stride(from: Int64(1), through: count, by: 1000))
        #expect(try seqs(reader) { $0.kinds = [.event(.deadlineReached)] } == deadlines)
        #expect(
            try seqs(reader) {
                $0.kinds = [.event(.deadlineReached)]
                $0.isReversed = true
            } == deadlines.reversed())
    }
}
