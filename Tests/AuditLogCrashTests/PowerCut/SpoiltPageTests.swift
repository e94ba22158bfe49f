// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing

/// A first page that was just being copied from the WAL when the power went, and is neither the old nor the new one.
struct SpoiltPageTests {
    private let recorded: RecordedLog

    init() throws {
        recorded = try RecordedLog()
    }

    private func spoil(_ contents: inout [String: [UInt8]]) {
        contents[CrashBench.logName]?.replaceSubrange(0..<512, with: recorded.bench.random(512))
    }

    @Test func `the page is made good from the WAL`() throws {
        let acknowledged = try recorded.recorder.record {
            // Long enough for the file to grow, which its first page tells.
            try recorded.append(to: try recorded.bench.open(), words: 10_000)
        }
        #expect(try recorded.events(after: .everything, spoil) == [acknowledged])
    }

    @Test func `without a WAL the file is no log`() throws {
        try recorded.recorder.record { _ = try recorded.append(to: try recorded.bench.open(), words: 10_000) }
        let error = #expect(throws: LogError.self) {
            try recorded.events(after: .everything) { contents in
                spoil(&contents)
                contents[CrashBench.logName + "-wal"] = []
            }
        }
        guard case .notALog? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
