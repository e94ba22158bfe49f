// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Several real processes on one log.
struct ProcessesTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    @Test func `processes that make and fill one log at the same time lose nothing`() async throws {
        let path = bench.path
        let keyPath = bench.keyPath
        await withTaskGroup { group in
            for process in 0..<4 {
                group.addTask {
                    await #expect(processExitsWith: .success) {
                        [path = path as String, keyPath = keyPath as String, process = process as Int] in
                        // What is thrown ends the process without a word; what is recorded gets here.
                        do {
                            var log = try EventLog(path: path, keys: .file(path: keyPath))
                            let label = try SessionLabel("session \(process % 2)")
                            for number in 0..<100 {
                                // Opening has to find a whole log, whatever the others are writing.
                                if number % 2 == 1 { log = try EventLog(path: path, keys: .file(path: keyPath)) }
                                let random = [UInt8(process), UInt8(number)] + [UInt8](repeating: 0, count: 8)
                                let outcomes = try log.append([
                                    AppendRequest(
                                        id: EventID(milliseconds: Int64(number), random: random),
                                        .event(.signInRequested, label, policy: .ticketpark, secrets: []),
                                        at: Instant(milliseconds: Int64(number)))
                                ])
                                guard outcomes.count == 1 else { _exit(1) }
                            }
                            try log.close()
                        } catch {
                            Issue.record(error)
                        }
                    }
                }
            }
        }
        let log = try bench.open()
        #expect(log.size == 400)
        // Every sign-in took a new attempt, so each was met in the state that the one before had left.
        for label in ["session 0", "session 1"] {
            let state = try log.session(try SessionLabel(label))?.state
            #expect(state?.attempts.last == Attempt(200))
        }
        #expect(try bench.look().integers("SELECT count(*) FROM writer") == [204])
        try checkLog(bench.path)
    }

    @Test func `what was appended before a process was killed is in the log`() async throws {
        let path = bench.path
        let keyPath = bench.keyPath
        let acknowledged = bench.scratch.file("acknowledged")
        for _ in 0..<5 {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, keyPath = keyPath as String, acknowledged = acknowledged as String] in
                let log = try EventLog(path: path, keys: .file(path: keyPath))
                let label = try SessionLabel("box-office")
                let commits = log.commits
                let end = commits.value + 20
                // In the midst of whatever the append is doing just then.
                let killer = Thread {
                    while commits.value < end { usleep(100) }
                    kill(getpid(), SIGKILL)
                }
                killer.start()
                while true {
                    let id = EventID(milliseconds: 1, random: LogEnvironment.system.random(10))
                    _ = try log.append([
                        AppendRequest(
                            id: id, .event(.tokenRequested, label, policy: .ticketpark, secrets: []),
                            at: Instant(milliseconds: 1))
                    ])
                    let file = try FileHandle.readingAndWriting(acknowledged)
                    try file.write(Array("\(log.size)".utf8))
                }
            }
            let last = try #require(Int64(String(decoding: try bench.scratch.read("acknowledged"), as: UTF8.self)))
            let log = try bench.open()
            #expect(log.size == last || log.size == last + 1)
            #expect(last >= 18)
            try checkLog(bench.path)
        }
    }
}
