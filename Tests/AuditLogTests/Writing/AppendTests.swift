// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

@testable import AuditLog

struct AppendTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    @Test func `events are numbered through the log and through their session`() throws {
        let log = try bench.open()
        let outcomes = try log.append([
            bench.event(.signInRequested, .office), bench.event(.signInRequested, .kiosk),
            bench.record(LogRecord(.clockJumped)), bench.event(.tokenRequested, .office),
            bench.record(LogRecord(.policyChanged)),
        ])
        let stored = outcomes.map { if case .appended(let event) = $0 { event } else { nil as StoredEvent? } }
        #expect(stored.map(\.?.seq) == [1, 2, 3, 4, 5])
        #expect(stored.map(\.?.version) == [1, 1, 1, 2, 2])
        #expect(stored.map(\.?.session.number) == [1, 2, 0, 1, 0])
        #expect(try log.events(after: 0).map(Optional.some) == stored)
        #expect(try log.events(after: 3, limit: 1).map(\.seq) == [4])
        #expect(log.size == 5)
        try checkLog(bench.path)
    }

    @Test func `an event is met in the state that the file holds, whoever wrote it`() throws {
        let one = try bench.open()
        let other = try bench.open()
        #expect(try one.transition(bench.event(.signInRequested)).state.kind == .authenticating)
        #expect(try other.transition(bench.event(.tokenRequested)).disposition == .ignored(.joined))
        #expect(try other.transition(bench.event(.signOutRequested(burn: false))).state.kind == .unauthenticated)
        #expect(try one.transition(bench.event(.signOutRequested(burn: false))).disposition == .ignored(.duplicate))
        #expect(try one.transition(bench.event(.signInRequested)).state.attempts.last == Attempt(2))
        #expect(try other.events(after: 0).map(\.writer) == [1, 2, 2, 1, 1])
        #expect(try other.events(after: 0).map(\.version) == [1, 2, 3, 4, 5])
        try checkLog(bench.path)
    }

    @Test func `a session is met where it stands, however many others have appended since`() throws {
        let log = try bench.open()
        let labels = try (1...4600).map { try SessionLabel("session-\($0)") }
        for start in stride(from: 0, to: labels.count, by: 460) {
            _ = try log.append(labels[start..<start + 460].map { bench.event(.signInRequested, $0) })
        }
        let outcomes = try log.append([labels[0], labels[4599], labels[0]].map { bench.event(.tokenRequested, $0) })
        let stored = outcomes.map { if case .appended(let event) = $0 { event } else { nil as StoredEvent? } }
        #expect(stored.map(\.?.session.number) == [1, 4600, 1])
        #expect(stored.map(\.?.version) == [2, 2, 3])
        #expect(stored.map(\.?.transition?.disposition) == [.ignored(.joined), .ignored(.joined), .ignored(.joined)])
        try checkLog(bench.path)
    }

    @Test func `machine time never runs back, whoever appends`() throws {
        let one = try bench.open()
        let other = try bench.open()
        #expect(try one.append(bench.event(.signInRequested, at: 5_000)).at == Instant(milliseconds: 5_000))
        #expect(try other.append(bench.event(.tokenRequested, at: 4_000)).at == Instant(milliseconds: 5_000))
        #expect(try other.append(bench.event(.tokenRequested, at: 6_000)).at == Instant(milliseconds: 6_000))
        #expect(try one.append(bench.event(.tokenRequested, .kiosk, at: 1)).at == Instant(milliseconds: 6_000))
        #expect(one.lastInstant == Instant(milliseconds: 6_000))
        #expect(try bench.open().lastInstant == Instant(milliseconds: 6_000))
        try checkLog(bench.path)
    }

    @Test func `the machine meets an event at the time that the log gives it`() throws {
        let log = try bench.open()
        try log.append(bench.event(.signInRequested, at: 100_000))
        let transition = try log.transition(bench.event(.signInRequested, at: 1))
        #expect(transition.state.request?.deadline == Instant(milliseconds: 160_000))
    }

    @Test func `the wall clock in the log never decreases`() throws {
        let one = try bench.open()
        let other = try bench.open()
        let start = bench.clock.microseconds
        bench.clock.microseconds = start + 10
        #expect(try one.append(bench.event(.signInRequested)).wallMicroseconds == start + 10)
        bench.clock.microseconds = start - 3_600_000_000
        #expect(try other.append(bench.event(.tokenRequested)).wallMicroseconds == start + 10)
        #expect(try one.append(bench.event(.tokenRequested)).wallMicroseconds == start + 10)
        bench.clock.microseconds = start + 11
        #expect(try one.append(bench.event(.tokenRequested)).wallMicroseconds == start + 11)
        try checkLog(bench.path)
    }

    @Test func `the state in the file is the one that the machine came to`() throws {
        let log = try bench.open()
        let transition = try log.transition(bench.event(.signInRequested))
        let session = try #require(try log.session(.office))
        #expect(session.state == transition.state)
        #expect(session.seq == 1)
        #expect(session.state.attempts.seed == UInt64(bitPattern: try seeds()[0]))
        let row = try bench.look().rows("SELECT state, effects FROM event")[0]
        #expect(try TokenState(canonicalBytes: row.bytes("state")) == transition.state)
        #expect(try Effects(canonicalBytes: row.bytes("effects")) == transition.effects)
        #expect(try log.session(.kiosk) == nil)
    }

    @Test func `a cause and a note ride beside the event, as they are`() throws {
        let log = try bench.open()
        let notes = ["Zürich ☂ \u{0}\u{1B}[31m", "", " "]
        try log.append(bench.event(.signInRequested))
        for note in notes {
            let stored = try log.append(bench.event(.tokenRequested, cause: 1, note: note))
            #expect(stored.cause == 1)
            #expect(stored.note == note)
        }
        #expect(try log.events(after: 1).map(\.note) == notes)
        #expect(try log.events(after: 0).map(\.cause) == [nil, 1, 1, 1])
        let file = try bench.look()
        #expect(
            try file.rows("SELECT note FROM event ORDER BY seq")[1...3].map { $0["note"] }
                == notes.map { .text(Array($0.utf8)) })
        try checkLog(bench.path)
    }

    @Test func `a record of the log stands under session 0, and no session moves by it`() throws {
        let log = try bench.open()
        let state = try log.transition(bench.event(.signInRequested)).state
        let record = LogRecord(
            .clockJumped, subject: SessionID(1), refresh: TokenRef(rawValue: .max), amount: .milliseconds(-7_000))
        let stored = try log.append(bench.record(record))
        #expect(stored.content == .record(record))
        #expect(stored.session == .log)
        #expect(stored.transition == nil)
        #expect(try log.events(after: 1) == [stored])
        #expect(try log.session(.office)?.state == state)
        #expect(try log.transition(bench.event(.tokenRequested)).disposition == .ignored(.joined))
        try checkLog(bench.path)
    }

    @Test func `each policy has one row, and each event names its own`() throws {
        let log = try bench.open()
        var patient = TokenPolicy.ticketpark
        patient.requestTimeLimit = .seconds(90)
        try log.append(bench.event(.signInRequested, policy: .ticketpark))
        let transition = try log.transition(bench.event(.signInRequested, policy: patient))
        #expect(transition.state.request?.deadline == Instant(milliseconds: 1_700_000_090_000))
        try log.append(bench.event(.tokenRequested, policy: .ticketpark))
        try bench.open().append(bench.event(.tokenRequested, policy: patient))
        #expect(try log.events(after: 0).map(\.policy) == [1, 2, 1, 2])
        let contents = try bench.look().rows("SELECT content FROM policy ORDER BY id").map { $0.bytes("content") }
        #expect(contents == [TokenPolicy.ticketpark.canonicalBytes, patient.canonicalBytes])
    }

    @Test func `many sessions under many policies keep apart`() throws {
        let logs = [try bench.open(), try bench.open()]
        let labels = try (0..<300).map { try SessionLabel("session \($0)") }
        for round in 0..<2 {
            let requests = labels.enumerated().map { index, label in
                var policy = TokenPolicy.ticketpark
                policy.maxTries = UInt32(index % 70)
                return bench.event(.signInRequested, label, policy: policy)
            }
            #expect(try logs[round].append(requests).count == 300)
        }
        let reopened = try bench.open()
        for (index, label) in labels.enumerated() {
            let session = try #require(try reopened.session(label))
            #expect(session.id.number == Int64(index + 1))
            #expect(session.seq == Int64(300 + index + 1))
            #expect(session.state.attempts.last == Attempt(2))
        }
        #expect(try bench.look().integers("SELECT count(*) FROM policy") == [70])
        #expect(Set(try seeds()).count == 300)
        try checkLog(bench.path)
    }

    @Test func `every opening has a writer row of its own`() throws {
        try bench.open().append(bench.event(.signInRequested))
        let other = try bench.open { environment in
            environment.processID = 12
            environment.program = "kiosk ☂"
        }
        try other.append(bench.event(.tokenRequested))
        try other.append(bench.event(.tokenRequested))
        let writers = try bench.look().rows("SELECT * FROM writer ORDER BY id")
        #expect(writers.map { $0.integer("pid") } == [4711, 12])
        #expect(writers.map { String(decoding: $0.bytes("program"), as: UTF8.self) } == ["box-office", "kiosk ☂"])
        #expect(Set(writers.map { $0.bytes("process") }).count == 2)
        try checkLog(bench.path)
    }

    @Test func `labels that look alike are two sessions, remembered or read`() throws {
        let composed = try SessionLabel("caf\u{E9}")
        let decomposed = try SessionLabel("cafe\u{301}")
        #expect(composed != decomposed)
        let log = try bench.open()
        #expect(try log.append(bench.event(.signInRequested, composed)).session.number == 1)
        #expect(try log.append(bench.event(.signInRequested, decomposed)).session.number == 2)
        let again = try bench.open()
        #expect(try again.append(bench.event(.tokenRequested, decomposed)).session.number == 2)
        #expect(try again.append(bench.event(.tokenRequested, composed)).session.number == 1)
    }

    @Test func `an empty list changes nothing`() throws {
        let log = try bench.open()
        #expect(try log.append([]).isEmpty)
        #expect(log.commits.value == 0)
    }

    @Test func `the side file holds the head after each commit`() throws {
        let log = try bench.open()
        for _ in 0..<3 {
            try log.append(bench.event(.tokenRequested))
            let head = try bench.look().rows("SELECT * FROM head")[0]
            #expect(try bench.scratch.read(LogBench.name + ".head") == LayoutOracle.sideFile(head))
        }
    }

    @Test func `others learn of a commit from the counter`() throws {
        let one = try bench.open()
        let other = try bench.open()
        #expect(other.commits.value == 0)
        try one.append(bench.event(.signInRequested))
        #expect(other.commits.value == 1)
        #expect(one.ownCommit == 1)
        try other.append(bench.event(.tokenRequested))
        #expect(one.commits.value == 2)
    }

    @Test func `events of every kind and shape are read back as they were written`() throws {
        let log = try bench.open()
        var random = SplitMix64(seed: 7)
        var written: [TokenEvent] = []
        for kind in EventKind.allCases {
            for _ in 0..<20 {
                let event = random.anyEvent(of: kind)
                let outcome = try log.append([
                    bench.event(event.fact, at: event.at.milliseconds > 1 << 50 ? 0 : event.at.milliseconds)
                ])[0]
                // A refresh token that the history happens to have spent may be refused.
                if case .appended(let stored) = outcome {
                    written.append(TokenEvent(event.fact, at: stored.at))
                }
            }
        }
        #expect(try log.events(after: 0).compactMap(\.event) == written)
        #expect(try bench.open().events(after: 0) == log.events(after: 0))
        try checkLog(bench.path)
    }

    private func seeds() throws -> [Int64] {
        try bench.look().integers("SELECT seed FROM session ORDER BY id")
    }
}
