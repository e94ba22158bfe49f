// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Synchronization
import TokenMachineTesting

/// The surroundings of a log whose history is to be the same in every run: a clock that moves by itself, and random
/// bytes that repeat.
struct CrashBench: Sendable {
    private final class Source: Sendable {
        let state: Mutex<(random: SplitMix64, clock: Int64)>

        init(seed: UInt64) {
            state = Mutex((SplitMix64(seed: seed), 1_700_000_000_000_000))
        }
    }

    let scratch: Scratch
    private let source: Source

    static let logName = "box-office.sqlite"
    /// In a folder of its own: what brings the names of the log's files to the disk does nothing for it.
    static let keyName = "keys/box-office.key"

    init(seed: UInt64, in scratch: Scratch) {
        self.scratch = scratch
        source = Source(seed: seed)
    }

    init(seed: UInt64) throws {
        self.init(seed: seed, in: try Scratch())
    }

    var path: String { scratch.file(CrashBench.logName) }
    var keys: KeySource { .file(path: scratch.file(CrashBench.keyName)) }

    /// Random bytes.
    func random(_ count: Int) -> [UInt8] {
        source.state.withLock { state in
            (0..<count).map { _ in UInt8(truncatingIfNeeded: state.random.next()) }
        }
    }

    var environment: LogEnvironment {
        LogEnvironment(
            wallMicroseconds: { [source] in
                source.state.withLock { state in
                    state.clock += 1000
                    return state.clock
                }
            },
            random: { [self] in random($0) },
            processID: 4711,
            program: "box-office",
            lockSeconds: 10)
    }

    /// Opens the log, as one more process would.
    func open(
        _ creation: EventLog.Creation = .ifMissing, durability: Durability = .full
    ) throws(LogError) -> EventLog {
        try EventLog(path: path, keys: keys, creation: creation, durability: durability, environment: environment)
    }

    /// An id that no other event has.
    func nextID() -> EventID {
        EventID(milliseconds: 1_700_000_000_000, random: random(10))
    }
}
