// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// Where sessions stand and stood.
@Suite struct SessionsTests {
    @Test func `a session stands where its last event up to a position left it`() throws {
        let bench = try SpoiledLog.sample()
        let reader = try LogReader(path: bench.path)
        let labels = try reader.labels()
        var states = try Dictionary(
            uniqueKeysWithValues: reader.sessions(at: .seq(0)).map { ($0.label, $0.state) })
        #expect(states.values.allSatisfy { $0.kind == .unauthenticated })
        for seq in Int64(1)...15 {
            let event = try #require(try reader.event(seq))
            if let transition = event.transition, let label = labels[event.session.number] {
                states[label] = transition.state
            }
            for position in [LogPosition.seq(seq), .wall(event.wallMicroseconds)] {
                for (label, state) in states { #expect(try reader.state(of: label, at: position) == state) }
            }
        }
        for (label, state) in states {
            #expect(try reader.state(of: label) == state)
            #expect(try reader.state(of: label, at: .wall(.max)) == state)
        }
    }

    @Test func `sessions are told with their events`() throws {
        let bench = try SpoiledLog.sample()
        let sessions = try LogReader(path: bench.path).sessions()
        #expect(sessions.map(\.label) == ["box-office", "kiosk"])
        #expect(sessions.map(\.events) == [10, 3])
        #expect(sessions.map(\.last?.seq) == [14, 15])
        #expect(sessions.map(\.last?.policy) == [1, 2])
        #expect(try LogReader(path: bench.path).session("nobody") == nil)
    }

    @Test func `policies and writers are told`() throws {
        let bench = try SpoiledLog.sample()
        let reader = try LogReader(path: bench.path)
        #expect(try reader.policies().map(\.policy.renewal) == [.eager, .onDemand])
        #expect(try reader.writers().map(\.program) == ["box-office"])
        #expect(try reader.writers().map(\.processID) == [4711])
    }

    @Test func `a state that cannot be read is damage, with its event`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil { try $0.execute("UPDATE event SET state = x'00' WHERE seq = 14") }
        #expect(
            throws: LogError.damaged(path: log.path, seq: 14, reason: "column state holds what no event has")
        ) { try LogReader(path: log.path).sessions() }
    }
}
