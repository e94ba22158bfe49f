// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// A place for one log: a folder of its own, a clock that stands still, and random bytes that repeat.
final class LogBench {
    let scratch: Scratch
    let clock = HandClock(microseconds: 1_700_000_000_000_000)
    let random: SeededBytes
    private var lastID: Int64 = 0

    static let name = "box-office.sqlite"

    init(seed: UInt64 = 1) throws {
        scratch = try Scratch()
        random = SeededBytes(seed: seed)
    }

    var path: String { scratch.file(LogBench.name) }
    var keyPath: String { scratch.file("box-office.key") }
    var keys: KeySource { .file(path: keyPath) }

    /// What a log here takes from outside.
    var environment: LogEnvironment {
        LogEnvironment(
            wallMicroseconds: { [clock] in clock.microseconds },
            random: { [random] in random.take($0) },
            processID: 4711,
            program: "box-office",
            lockSeconds: 0)
    }

    /// Opens the log, as one more process would.
    func open(
        _ creation: EventLog.Creation = .ifMissing, _ adapt: (inout LogEnvironment) -> Void = { _ in }
    ) throws(LogError) -> EventLog {
        var environment = environment
        adapt(&environment)
        return try EventLog(path: path, keys: keys, creation: creation, environment: environment)
    }

    /// An id that no other event has.
    func nextID() -> EventID {
        lastID += 1
        return EventID(milliseconds: 1_700_000_000_000 + lastID, random: random.take(10))
    }

    /// A request to append an event of the session `label`.
    func event(
        _ fact: TokenEvent.Fact,
        _ label: SessionLabel = .office,
        at milliseconds: Int64 = 1_700_000_000_000,
        policy: TokenPolicy = .ticketpark,
        secrets: [VaultedToken] = [],
        cause: Int64? = nil,
        note: String? = nil
    ) -> AppendRequest {
        AppendRequest(
            id: nextID(), .event(fact, label, policy: policy, secrets: secrets),
            at: Instant(milliseconds: milliseconds), cause: cause, note: note)
    }

    /// A request to append a record of the log itself.
    func record(_ record: LogRecord, at milliseconds: Int64 = 1_700_000_000_000) -> AppendRequest {
        AppendRequest(id: nextID(), .record(record), at: Instant(milliseconds: milliseconds))
    }

    /// Makes a log with three events and closes it again.
    func makeLog() throws {
        let log = try open()
        _ = try log.append([event(.signInRequested), event(.tokenRequested), event(.signOutRequested(burn: false))])
        try log.close()
    }

    /// Looks into the file beside the product's own code.
    func look() throws -> RawDatabase {
        try RawDatabase(path)
    }
}
