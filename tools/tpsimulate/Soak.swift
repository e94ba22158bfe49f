// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import Foundation
import TicketparkAuthTesting

/// Lets sessions live for an hour of virtual time, and says whether the memory that they take grows.
struct Soak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Let sessions live for an hour of virtual time, and see whether memory stays flat.",
        discussion: """
            Two services share a log and its sessions, whose tokens live for a minute, so that a million events come of \
            an hour. Callers ask, leave and report refused tokens; sessions are signed out, adopted and let go of; the \
            network loses, delays and fails. Exit code 1 if memory grows, or if the log that is left does not verify and \
            replay.
            """)

    @Option(help: "About how many events to write.")
    var events = 1_000_000

    @Option(help: "What sets one run apart from another.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (10_000...100_000_000).contains(events) else {
            throw ValidationError("--events takes a number from 10000 to 100000000")
        }
    }

    func run() async throws {
        let folder = URL.temporaryDirectory.appending(path: "soak-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let life = SoakedLife(seed: seed, sessions: events / SoakedLife.eventsPerSession)
        let samples = try await life.run(in: folder) { minute, memory in
            print("\(minute) minutes: heap \(kibibytes(memory.heap)), resident \(kibibytes(memory.resident))")
            // Whoever reads this from a pipe sees it now.
            fflush(nil)
        }
        let reader = try LogReader(path: SimulatedWorld.log(in: folder))
        var findings = 0
        let verification = try reader.verify { finding in
            findings += 1
            print(finding)
        }
        var divergences = 0
        _ = try reader.replay { divergence in
            divergences += 1
            print("replay diverges at seq \(divergence.seq)")
        }
        print("\(verification.events) events, \(findings) findings, \(divergences) divergences")
        let isFlat = judge("heap", samples.map(\.heap)) && judge("resident", samples.map(\.resident))
        if !isFlat || findings + divergences > 0 { throw ExitCode(1) }
    }

    /// Whether the last third of an hour took no more than the first, but for what chance makes of it. The first tenth
    /// does not count: caches fill.
    private func judge(_ name: String, _ samples: [Int]) -> Bool {
        let early = samples[1...3].max() ?? 0
        let late = samples.suffix(3).max() ?? 0
        let isFlat = late <= early + early / 20 + 512 * 1024
        print("\(name): \(kibibytes(early)) early, \(kibibytes(late)) late: \(isFlat ? "flat" : "it grows")")
        return isFlat
    }

    private func kibibytes(_ bytes: Int) -> String { "\(bytes / 1024) KiB" }
}
