// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachine

/// Eight real processes on one log and one session.
///
/// `TPAUTH_ROTATIONS` sets how many refreshes there are, `TPAUTH_PROCESS_SEED` who is killed when; `tools/processes` runs
/// it for long.
@Suite(.serialized) struct ManyProcessesTests {
    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    private static let plan = ProcessCampaign.Plan(
        rotations: number("TPAUTH_ROTATIONS") ?? 12,
        secondsBetweenKills: number("TPAUTH_ROTATIONS") == nil ? 1 : 3,
        seed: UInt64(number("TPAUTH_PROCESS_SEED") ?? 1))

    @Test func `one of eight processes refreshes, the others follow, and kills lose nothing`() async throws {
        try await Bench.run(ProcessCampaign.sandboxFlags) { bench in
            try await bench.login()
            let record = try await ProcessCampaign(bench: bench, plan: Self.plan).run()
            for complaint in record.complaints { Issue.record("\(complaint)") }

            let log = try LogReader(path: bench.log.path)
            var events: [StoredEvent] = []
            let cursor = try log.events()
            while let event = try cursor.next() { events.append(event) }
            let writers = Dictionary(uniqueKeysWithValues: try log.writers().map { ($0.id, $0.processID) })

            let spent = SpentTokens(events)
            #expect(spent.complaints == [])
            try expectAsRecorded(spent, bench)

            let succession = Succession(events, writers: writers)
            let complaints = succession.complaints(about: record.reads)
            #expect(complaints.count == 0, "\(complaints.prefix(20))")
            #expect(try log.state(of: "default")?.kind == .valid)
            try await bench.expectSoundLog()
            report(record, spent, succession, bench)
        }
    }

    /// Holds what the server got against what the log says was sent: the same tokens in the same order, none more often.
    private func expectAsRecorded(_ spent: SpentTokens, _ bench: Bench) throws {
        let journal = try bench.sandbox.journal
        #expect(journal.map(\.grant).filter { $0 == "password" }.count == 1)
        #expect(journal.allSatisfy { $0.outcome == "granted" })
        var received: [Int] = []
        var last: String?
        for hash in journal.compactMap(\.refreshTokenHash) {
            if hash == last { received[received.count - 1] += 1 } else { received.append(1) }
            last = hash
        }
        // None comes back once another one is in use.
        #expect(received.count == Set(journal.compactMap(\.refreshTokenHash)).count)
        // The last one may have been held back: whoever shuts down sends no more.
        let sent = spent.counts
        #expect(received.count == sent.count || received.count == sent.count - 1, "\(received) \(sent)")
        #expect(zip(received, sent).allSatisfy { $0 <= $1 }, "\(received) \(sent)")
    }

    private func report(
        _ record: ProcessCampaign.Record, _ spent: SpentTokens, _ succession: Succession, _ bench: Bench
    ) {
        let waits = succession.waits(of: record.reads)
        func share(_ permille: Int) -> String {
            waits.isEmpty ? "-" : "\(Double(waits[(waits.count - 1) * permille / 1000]) / 1000) ms"
        }
        print(
            """
            processes: \(spent.counts.count) refresh tokens spent, \(record.kills) kills, \(record.reads.count) reads, none \
            without a token
            processes: \(spent.counts.count { $0 > 1 }) tokens sent more than once, \(spent.complaints.count) of them within the \
            time limit of the first request
            processes: \(waits.count) waited in other processes; after the commit they went on within \(share(500)) \
            (median), \(share(990)) (99 %), \(share(1000)) (longest)
            """)
    }
}
