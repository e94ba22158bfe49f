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
            let readsFirst = random.chance(permille: 500)
            if readsFirst, expectation.isThere, let complaint = try read() { return "before opening: \(complaint)" }
            let log = try bench.open(expectation.isThere ? .never : .ifMissing)
            let size = log.size
            if let complaint = try read() { return complaint }
            var life = SessionLife(of: try SessionLabel("afterwards"), seed: random.next())
            let outcomes = try log.append([life.next(id: bench.nextID(), naming: log.ref)])
            guard case .appended(let stored)? = outcomes.first, stored.seq == size + 1 else {
                return "what is appended afterwards is not the next event"
            }
            return random.chance(permille: 250) ? try verify().map { "afterwards: \($0)" } : nil
        } catch {
            return "\(error)"
        }
    }

    private func read() throws -> String? {
        let cursor = try LogReader(path: bench.path).events()
        var events: [EventID] = []
        while let event = try cursor.next() { events.append(event.id) }
        return try expectation.complaint(about: events) ?? verify()
    }

    private func verify() throws -> String? {
        let reader = try LogReader(path: bench.path)
        var complaints: [String] = []
        let verification = try reader.verify(with: VerificationMeans(keys: bench.keys)) { complaints.append($0.text) }
        _ = try reader.replay { complaints.append("event \($0.seq) is replayed to something else") }
        complaints += verification.gaps
        return complaints.isEmpty ? nil : complaints.joined(separator: "; ")
    }
}
