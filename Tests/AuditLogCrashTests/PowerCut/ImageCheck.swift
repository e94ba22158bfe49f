// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine
import TokenMachineTesting
import tpwriter

/// Holds what a power cut left of a log against what has to be in it, with the code that users have.
struct ImageCheck {
    let bench: CrashBench
    let expectation: Expectation

    /// What is wrong with the log in those files; `nil` where nothing is.
    func complaint(about contents: [String: [UInt8]], using random: inout SplitMix64) -> String? {
        do {
            try bench.scratch.replace(with: contents)
            if random.chance(permille: 500), expectation.isThere, let complaint = try read() {
                return "before opening: \(complaint)"
            }
            let log = try bench.open(expectation.isThere ? .never : .ifMissing)
            let size = log.size
            if let complaint = try read() { return complaint }
            var life = SessionLife(of: try SessionLabel("afterwards"), seed: random.next())
            let outcomes = try log.append([life.next(id: bench.nextID(), naming: log.ref)])
            guard case .appended(let stored)? = outcomes.first, stored.seq == size + 1 else {
                return "what is appended afterwards is not the next event"
            }
            // By then all can be verified that there is: the side file is as it should be, and so are the keys.
            return random.chance(permille: 300) ? try verify(\.gaps).map { "afterwards: \($0)" } : nil
        } catch {
            return "\(error)"
        }
    }

    private func read() throws -> String? {
        try expectation.complaint(about: LogHistory.events(of: bench.path)) ?? verify { _ in [] }
    }

    /// - Parameter more: What else is wrong with a verification.
    private func verify(_ more: (Verification) -> [String]) throws -> String? {
        var complaints: [String] = []
        for reader in try LogHistory.logs(of: bench.path) {
            // An archive has no vault, and its head is signed with a key that came later.
            let means = reader.path == bench.path ? VerificationMeans(keys: bench.keys) : VerificationMeans()
            complaints += more(try reader.verify(with: means) { complaints.append($0.text) })
            _ = try reader.replay { complaints.append("event \($0.seq) is replayed to something else") }
        }
        return complaints.isEmpty ? nil : complaints.joined(separator: "; ")
    }
}
