// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

@testable import AuditLog

/// A long history that two writers append by turns, held against a fold in memory.
struct HistoryTests {
    /// What a session should look like by now.
    private struct Expected {
        var state: TokenState
        var version: Int64 = 0
    }

    @Test(arguments: [1 as UInt64])
    func `what two writers appended by turns is what a fold in memory comes to`(_ history: UInt64) throws {
        let bench = try LogBench(seed: history)
        var random = SplitMix64(seed: history)
        let logs = [try bench.open(), try bench.open()]
        let labels = try (0..<20).map { try SessionLabel("session \($0)") }
        let policies = [TokenPolicy.ticketpark, random.anyPolicy(), random.anyPolicy()]
        var expected: [SessionLabel: Expected] = [:]
        var machineTime: Int64 = 0
        var seq: Int64 = 0
        while seq < 2000 {
            let log = random.pick(logs)
            bench.clock.microseconds += Int64(random.below(2_000_000)) - 500_000
            let batch = (0..<random.below(8) + 1).map { _ in
                let at = machineTime + Int64(random.below(120_000)) - 10_000
                let fact = random.anyEvent().fact
                return bench.event(fact, random.pick(labels), at: at, policy: random.pick(policies))
            }
            for (request, outcome) in zip(batch, try log.append(batch)) {
                seq += 1
                machineTime = max(machineTime, request.at.milliseconds)
                guard case .event(let fact, let label, let policy, _) = request.content else { continue }
                guard case .appended(let stored) = outcome else { continue }
                let session = try #require(try log.session(label))
                let initial = TokenState.initial(seed: try seed(of: session.id, bench))
                var now = expected[label] ?? Expected(state: initial)
                let event = TokenEvent(fact, at: Instant(milliseconds: machineTime))
                let transition = reduce(now.state, event, policy: policy)
                now.version += 1
                #expect(stored.seq == seq)
                #expect(stored.version == now.version)
                #expect(stored.content == .event(event, from: now.state.kind, transition))
                now.state = transition.state
                expected[label] = now
            }
        }
        let reopened = try bench.open()
        for (label, now) in expected {
            for log in logs + [reopened] { #expect(try log.session(label)?.state == now.state) }
        }
        #expect(expected.count == 20)
        #expect(reopened.size == seq)
        #expect(try bench.look().integers("SELECT count(*) FROM policy") == [3])
        #expect(try bench.look().integers("SELECT count(*) FROM writer") == [2])
        try checkLog(bench.path)
    }

    private func seed(of session: SessionID, _ bench: LogBench) throws -> UInt64 {
        let column = try bench.look().integers("SELECT seed FROM session WHERE id = \(session.number)")
        return UInt64(bitPattern: try #require(column.first))
    }
}
