// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachineTesting
import tpwriter

/// What happens to a log, made up from a seed and recorded change by change: it is made, appended to, closed and
/// opened again, as its plot wants it.
final class Chronicle {
    let bench: CrashBench
    let recorder: DiskRecorder
    private let plot: Plot
    private var random: SplitMix64
    private var logs: [EventLog?]
    private var lives: [SessionLife]
    /// What was asked for without an acknowledgement.
    private var unanswered: [AppendRequest] = []
    private var archives = 0

    init(_ plot: Plot, seed: UInt64, on contents: [String: [UInt8]] = [:]) throws {
        self.plot = plot
        random = SplitMix64(seed: seed)
        bench = try CrashBench(seed: random.next())
        recorder = DiskRecorder(folder: bench.scratch.path)
        logs = Array(repeating: nil, count: plot.writers)
        lives = []
        for number in 0..<2 {
            lives.append(SessionLife(of: try SessionLabel("session \(number)"), seed: random.next()))
        }
        try bench.scratch.replace(with: contents)
    }

    /// Lives through all of it.
    ///
    /// - Throws: What the log refused although nothing was wrong.
    func run() throws {
        try recorder.record {
            for _ in 0..<plot.acts {
                let writer = random.below(logs.count)
                recorder.set(plot.weather(isCommitting: logs[writer] != nil, &random))
                do {
                    try act(of: writer)
                } catch let error as LogError {
                    guard plot.isTroubled else { throw error }
                }
                if recorder.isDead { restart() }
            }
            recorder.set(.fine)
            for log in logs { try log?.close() }
            logs = []
        }
    }

    private func act(of writer: Int) throws {
        guard let log = logs[writer] else {
            let log = try bench.open(durability: plot.durability)
            recorder.mark(.opened)
            logs[writer] = log
            if plot.isTroubled { recorder.mark(.shown(try LogHistory.events(of: bench.path))) }
            return
        }
        if random.chance(permille: plot.closingPermille) {
            logs[writer] = nil
            if random.chance(permille: 700) { try log.close() }
        } else if random.chance(permille: plot.rotatingPermille) {
            try rotate(log)
        } else if random.chance(permille: plot.archivingPermille) {
            try archive(log)
        } else if !unanswered.isEmpty, random.chance(permille: 500) {
            _ = try append(unanswered, to: log)
        } else {
            let life = random.below(lives.count)
            lives[life].follow(try append(newRequests(of: life, for: log), to: log))
        }
    }

    private func newRequests(of life: Int, for log: EventLog) -> [AppendRequest] {
        (0..<random.below(plot.groupSize) + 1).map { _ in
            let length = random.chance(permille: plot.notePermille) ? random.below(plot.noteLength) : 0
            return lives[life].next(
                id: bench.nextID(), note: length == 0 ? nil : String(repeating: "n", count: length), naming: log.ref)
        }
    }

    private func append(_ requests: [AppendRequest], to log: EventLog) throws -> [AppendOutcome] {
        unanswered = requests
        recorder.mark(.asked(requests.map(\.id)))
        let outcomes = try log.append(requests)
        acknowledge(requests.map(\.id))
        if !recorder.isDead { unanswered = [] }
        return outcomes
    }

    private func rotate(_ log: EventLog) throws {
        let id = bench.nextID()
        recorder.mark(.asked([id]))
        if random.chance(permille: 500) {
            try log.rotateSigningKey(id: id, at: log.lastInstant)
        } else {
            try log.rotateVaultKey(id: id, at: log.lastInstant)
        }
        // The old key is gone, so this has to last however durable commits are.
        if !recorder.isDead { recorder.mark(.acknowledged([id])) }
    }

    private func archive(_ log: EventLog) throws {
        try log.writeCheckpoint()
        guard let size = try log.archivableSize(under: EventLog.ArchivePolicy()) else { return }
        archives += 1
        let path = bench.scratch.file("\(LogHistory.archiveFolder)/\(archives).sqlite")
        let id = bench.nextID()
        recorder.mark(.asked([id]))
        try log.archive(through: size, to: path, id: id, at: log.lastInstant)
        acknowledge([id])
    }

    /// Records that those events are in the log, where that is more than a promise that a power cut may break.
    private func acknowledge(_ ids: [EventID]) {
        // Of what comes after the end of a process nobody hears.
        if !recorder.isDead, plot.durability == .full { recorder.mark(.acknowledged(ids)) }
    }

    /// All processes are gone; what they wrote the system still has.
    private func restart() {
        logs = Array(repeating: nil, count: plot.writers)
    }
}
