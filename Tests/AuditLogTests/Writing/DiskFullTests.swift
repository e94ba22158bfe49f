// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// A disk that has no room left: here, a limit to how long files may grow, in a process of its own.
struct DiskFullTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    @Test func `an append that finds no room writes nothing, and works when there is room again`() async throws {
        try bench.makeLog()
        let path = bench.path
        let keyPath = bench.keyPath
        await #expect(processExitsWith: .success) { [path = path as String, keyPath = keyPath as String] in
            signal(SIGXFSZ, SIG_IGN)
            let log = try EventLog(path: path, keys: .file(path: keyPath))
            let label = try SessionLabel("box-office")
            func requests(_ batch: UInt8) -> [AppendRequest] {
                (0..<50).map { number in
                    AppendRequest(
                        id: EventID(milliseconds: 1, random: [batch, number, 0, 0, 0, 0, 0, 0, 0, 0]),
                        .event(.tokenRequested, label, policy: .ticketpark, secrets: []),
                        at: Instant(milliseconds: 1), note: String(repeating: "n", count: 1000))
                }
            }
            for batch in 0..<UInt8(4) {
                // A log that was opened has an empty WAL. Each time it may grow by a little more, so that another
                // write is the first to fail.
                _ = try log.events(after: 0)
                var limit = rlimit(rlim_cur: rlim_t(batch) * 30_000, rlim_max: rlim_t.max)
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
                let size = log.size
                #expect(throws: LogError.self) { _ = try log.append(requests(batch)) }
                #expect(log.size == size)
                let events = try log.events(after: size)
                #expect(events.isEmpty)
                limit.rlim_cur = rlim_t.max
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
                let outcomes = try log.append(requests(batch))
                #expect(outcomes.count == 50)
                #expect(log.size == size + 50)
                try log.close()
            }
        }
        try checkLog(bench.path)
        #expect(try bench.open().size == 203)
    }

    @Test(arguments: [0, 64, 100, 4096, 20_000, 60_000])
    func `a creation that finds no room leaves no log and no key that is half`(_ room: Int) async throws {
        let path = bench.path
        let keyPath = bench.keyPath
        await #expect(processExitsWith: .success) {
            [path = path as String, keyPath = keyPath as String, room = room as Int] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: rlim_t(room), rlim_max: rlim_t.max)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let error = #expect(throws: LogError.self) { _ = try EventLog(path: path, keys: .file(path: keyPath)) }
            // Nothing that is read here may grow either, so the words are looked at without writing any.
            switch error {
            case .notWritten?, .cannotOpen?, .diskFull?: break
            default: _exit(1)
            }
        }
        #expect(throws: LogError.notFound(path: bench.path)) { _ = try bench.open(.never) }
        #expect(try bench.open().append(bench.event(.signInRequested)).seq == 1)
        try checkLog(bench.path)
    }
}
