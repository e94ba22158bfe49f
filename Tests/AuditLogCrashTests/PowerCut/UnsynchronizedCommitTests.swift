// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TokenMachineTesting

/// Commits that are in the WAL and not on the disk, because their writer was killed or the disk did not take them.
/// SQLite takes them for whole when it opens the log the next time.
struct UnsynchronizedCommitTests {
    private let recorded: RecordedLog

    init() throws {
        recorded = try RecordedLog()
    }

    @Test(arguments: 0..<20)
    func `what a log shows after its writer was killed is on the disk`(_ changes: Int) throws {
        let shown = try recorded.recorder.record {
            do {
                let log = try recorded.bench.open()
                try recorded.append(to: log)
                recorded.recorder.set(.killing(after: changes))
                // Whether it was in time for an answer does not matter here.
                _ = try? recorded.append(to: log)
            }
            recorded.recorder.set(.fine)
            return try recorded.bench.open().events(after: 0).map(\.id)
        }
        #expect(try recorded.events(after: .nothing) == shown)
    }

    @Test func `what comes after a commit that the disk did not take is not lost with it`() throws {
        var environment = recorded.bench.environment
        environment.commit = { [recorder = recorded.recorder] database throws(SQLiteFailure) in
            do throws(SQLiteFailure) {
                try database.execute("COMMIT")
            } catch {
                // Its process ends before it can do anything about it.
                if !recorder.isDead { recorder.set(.killing(after: 0)) }
                throw error
            }
        }
        let acknowledged = try recorded.recorder.record {
            do {
                let log = try EventLog(
                    path: recorded.bench.path, keys: recorded.bench.keys, environment: environment)
                try recorded.append(to: log)
                recorded.recorder.set(.failingSynchronization(after: 0))
                #expect(throws: LogError.self) { _ = try recorded.append(to: log) }
                #expect(recorded.recorder.isDead)
            }
            recorded.recorder.set(.fine)
            return try recorded.append(to: try recorded.bench.open())
        }
        #expect(try recorded.events(after: .nothing).contains(acknowledged))
    }

    @Test func `a commit that the disk did not take endangers nothing, whenever the power goes`() throws {
        var start = 0
        try recorded.recorder.record {
            let log = try recorded.bench.open()
            recorded.recorder.mark(.opened)
            for _ in 0..<4 { try recorded.append(to: log, words: 5000) }
            start = recorded.recorder.changeCount
            recorded.recorder.set(.failingSynchronization(after: 0))
            try recorded.append(to: log, words: 5000)
            try recorded.append(to: log)
        }
        var random = SplitMix64(seed: 1)
        var disk = Disk()
        var expectation = Expectation()
        let scratch = try Scratch()
        var complaints: [String] = []
        recorded.recorder.replay(on: &disk, learning: &expectation) { disk, expectation in
            guard disk.order >= start else { return true }
            let check = ImageCheck(bench: CrashBench(seed: 2, in: scratch), expectation: expectation)
            for cut in [.nothing, .everything] + (0..<4).map({ _ in disk.anyCut(&random) }) {
                let contents = disk.contents(after: cut, using: &random)
                guard let complaint = check.complaint(about: contents, using: &random) else { continue }
                complaints.append("\(cut) after change \(disk.order): \(complaint)")
            }
            return true
        }
        #expect(complaints == [])
    }
}
