// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import TokenMachine
import TokenMachineTesting

/// Three writers at a time on one log, each killed at some moment and followed by another, until it is enough.
struct KillCampaign {
    /// What came of it.
    struct Report {
        /// How many writers were killed while they ran.
        var kills = 0
        /// How many had ended by themselves before.
        var misses = 0
        /// How many events were acknowledged.
        var acknowledged = 0
        /// How many events were in the log without an acknowledgement.
        var unacknowledged = 0
        /// What was wrong.
        var complaints: [String] = []

        static func + (left: Report, right: Report) -> Report {
            Report(
                kills: left.kills + right.kills, misses: left.misses + right.misses,
                acknowledged: left.acknowledged + right.acknowledged,
                unacknowledged: left.unacknowledged + right.unacknowledged,
                complaints: left.complaints + right.complaints)
        }
    }

    private let scratch: Scratch
    private let seed: UInt64

    private static let slots = 3
    private static let groupSize = 4

    init(seed: UInt64) throws {
        scratch = try Scratch()
        self.seed = seed
    }

    private var path: String { scratch.file("box-office.sqlite") }
    private var keyPath: String { scratch.file("box-office.key") }

    /// Kills that many writers in each of the three places, and looks at the log afterwards.
    func run(killsInEachPlace count: Int) async throws -> Report {
        var report = Report()
        var acknowledged: Set<String> = []
        try await withThrowingTaskGroup(of: (Report, [String]).self) { group in
            for slot in 0..<KillCampaign.slots {
                group.addTask { try await fill(slot, kills: count) }
            }
            for try await (part, ids) in group {
                report = report + part
                acknowledged.formUnion(ids)
            }
        }
        report.acknowledged = acknowledged.count
        try look(acknowledged, &report)
        return report
    }

    /// Starts and kills one writer after the other.
    private func fill(_ slot: Int, kills: Int) async throws -> (Report, [String]) {
        var random = SplitMix64(seed: seed &* 31 &+ UInt64(slot))
        var report = Report()
        var acknowledged: [String] = []
        while report.kills < kills {
            // Two of the three are of one session.
            let writer = try WriterProcess(
                [
                    path, "--key-file", keyPath, "--session", "session \(slot % 2)", "--seed", "\(random.next())",
                    "--group", "\(KillCampaign.groupSize)", "--note-length", "3000",
                ] + (random.chance(permille: 300) ? ["--count", "3", "--closes"] : []), in: scratch)
            if random.chance(permille: 300) {
                // In its beginning: it loads, opens the log, perhaps makes it.
                try await Task.sleep(for: .microseconds(random.below(40_000)))
            } else {
                try await writer.waitFor(acknowledgements: random.below(30))
                try await Task.sleep(for: .microseconds(random.below(2_000)))
            }
            writer.kill()
            switch await writer.end() {
            case .signal(SIGKILL): report.kills += 1
            case .exit(0): report.misses += 1
            case let ending: report.complaints.append("a writer ended with \(ending): \(try writer.complaint())")
            }
            acknowledged += try writer.acknowledged()
        }
        return (report, acknowledged)
    }

    private func look(_ acknowledged: Set<String>, _ report: inout Report) throws {
        var environment = LogEnvironment.system
        // Whatever a process held is free when it is gone.
        environment.lockSeconds = 0
        let log = try EventLog(path: path, keys: .file(path: keyPath), environment: environment)
        let contents = try LogContents(of: path, keys: .file(path: keyPath))
        report.complaints += contents.complaints
        let lost = acknowledged.subtracting(contents.ids)
        if !lost.isEmpty { report.complaints.append("\(lost.count) acknowledged events are not in the log") }
        if Set(contents.ids).count != contents.ids.count { report.complaints.append("an event is there twice") }
        var pending: [Int64: Int] = [:]
        for (id, writer) in zip(contents.ids, contents.writers) {
            if acknowledged.contains(id) {
                if pending[writer] != nil { report.complaints.append("an event was passed over: \(id) came after it") }
            } else {
                pending[writer, default: 0] += 1
            }
        }
        for (writer, count) in pending where count > KillCampaign.groupSize {
            report.complaints.append("writer \(writer) left \(count) events that it did not acknowledge")
        }
        report.unacknowledged = pending.values.reduce(0, +)
        for writer in Set(contents.writers) where try !log.isGone(writer: writer) {
            report.complaints.append("writer \(writer) is taken to be alive")
        }
        let request = AppendRequest(
            id: EventID(milliseconds: 1, random: Array(0..<10)),
            .event(.tokenRequested, try SessionLabel("afterwards"), policy: .ticketpark, secrets: []),
            at: log.lastInstant)
        _ = try log.append([request])
    }
}
