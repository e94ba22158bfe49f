// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// What a replay compares, and how it goes on.
@Suite struct ReplayTests {
    private func replay(_ path: String, sessions: Set<SessionID> = []) throws -> (Replay, [ReplayDivergence]) {
        var divergences: [ReplayDivergence] = []
        let replay = try LogReader(path: path).replay(sessions: sessions) { divergences.append($0) }
        return (replay, divergences)
    }

    @Test func `a log of this version is decided the same again`() throws {
        let bench = try SpoiledLog.sample()
        let (replay, divergences) = try replay(bench.path)
        #expect(divergences == [])
        #expect(replay == Replay(events: 13, divergences: 0, records: 2, reducer: reducerVersion))
    }

    @Test func `sessions can be replayed alone`() throws {
        let bench = try SpoiledLog.sample()
        #expect(try replay(bench.path, sessions: [SessionID(2)]).0.events == 3)
    }

    @Test func `another disposition is told with what was recorded`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil { try $0.execute("UPDATE event SET disposition = 3 WHERE seq = 13") }
        let (replay, divergences) = try replay(log.path)
        #expect(replay.divergences == 1)
        let divergence = try #require(divergences.first)
        #expect(divergence.seq == 13)
        #expect(divergence.session == "box-office")
        #expect(divergence.kind == .requestFaulted)
        #expect(
            divergence.differences == [
                .init(field: "disposition", recorded: .text("unsolicited"), replayed: .text("late"))
            ])
    }

    @Test func `another state is told field by field, and what follows is decided from it`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        let stored = try #require(try LogReader(path: log.path).event(9)?.transition?.state)
        guard case .valid(var valid) = stored else {
            Issue.record("\(stored)")
            return
        }
        valid.refusals = 1
        let state = TokenState.valid(valid).canonicalBytes
        try log.spoil { try $0.execute("UPDATE event SET state = x'\(hex(state))' WHERE seq = 9") }
        let (_, divergences) = try replay(log.path)
        // With one refusal before it, the rejection at 12 is the second in a row, and the session fails.
        #expect(divergences.map(\.seq) == [9, 12])
        #expect(
            divergences.first?.differences == [
                .init(field: "state.refusals", recorded: .integer(1), replayed: .integer(0))
            ])
        let second = try #require(divergences.last?.differences)
        #expect(
            second.contains(.init(field: "state.state", recorded: .text("refreshing"), replayed: .text("failed"))))
        #expect(second.contains { $0.field == "state.failure" && $0.recorded == nil })
        #expect(second.contains { $0.field == "state.request.try" && $0.replayed == nil })
    }

    @Test func `another effect is told`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        var effects = try #require(try LogReader(path: log.path).event(9)?.transition?.effects)
        effects.settle = nil
        try log.spoil {
            try $0.execute("UPDATE event SET effects = x'\(hex(effects.canonicalBytes))' WHERE seq = 9")
        }
        let (_, divergences) = try replay(log.path)
        #expect(divergences.map(\.seq) == [9])
        #expect(divergences.first?.differences.map(\.field).sorted().first == "effects.settle")
    }

    @Test func `each event is decided under the policy that was in force`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil { try $0.execute("UPDATE event SET policy = 2 WHERE seq = 3") }
        // On demand, the timer is for the hard stop and not for the renewal.
        let (_, divergences) = try replay(log.path)
        #expect(divergences.map(\.seq) == [3])
        #expect(divergences.first?.differences.map(\.field) == ["effects.wake"])
    }
}
