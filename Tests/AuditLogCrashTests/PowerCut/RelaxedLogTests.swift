// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TokenMachineTesting

/// A log whose commits need not be on the disk, and its side file, which may be there without them.
struct RelaxedLogTests {
    private let recorded: RecordedLog

    init() throws {
        recorded = try RecordedLog()
    }

    /// How many events a power cut leaves that spares the side file alone, of a log that is as it should be.
    private func spared() throws -> Int {
        let side = CrashBench.logName + ".head"
        let content = try recorded.bench.scratch.contents(of: [side])[side]
        let image = try recorded.image(after: .nothing) { $0[side] = content }
        let contents = try LogContents(of: image.path, keys: image.keys)
        #expect(contents.complaints == [])
        #expect(try image.open(.never).size == Int64(contents.ids.count))
        return contents.ids.count
    }

    @Test func `a power cut that takes commits makes the side file no witness of a lost end`() throws {
        try recorded.recorder.record {
            let log = try recorded.bench.open(durability: .relaxed)
            for _ in 0..<4 { try recorded.append(to: log) }
            #expect(try spared() == 0)
        }
    }

    @Test func `a log that was closed is on the disk, and its side file vouches for its end`() throws {
        func appendAndClose(_ count: Int) throws {
            let log = try recorded.bench.open(durability: .relaxed)
            for _ in 0..<count { try recorded.append(to: log) }
            try log.close()
        }
        let early = try recorded.recorder.record {
            try appendAndClose(1)
            let early = try recorded.bench.scratch.contents(of: ["", "-wal"].map { CrashBench.logName + $0 })
            try appendAndClose(3)
            #expect(try spared() == 4)
            return early
        }
        let image = try recorded.image(after: .everything) { $0.merge(early) { _, early in early } }
        #expect(throws: LogError.shortened(path: image.path, size: 1, headSize: 4)) { try image.open(.never) }
    }
}
