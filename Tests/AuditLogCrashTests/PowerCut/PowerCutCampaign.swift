// SPDX-License-Identifier: Apache-2.0

import TokenMachineTesting

/// Cuts the power at moments of a history, and looks at what is left of the log.
struct PowerCutCampaign {
    /// What came of it.
    struct Report {
        /// How many changes the history consisted of.
        var changes = 0
        /// How many images of the disk were looked at.
        var images = 0
        /// How many of them were unlike all others of that moment's extremes: neither nothing nor everything was kept.
        var partialImages = 0
        /// What was wrong, each with all that is needed to see it again.
        var complaints: [String] = []
    }

    let plot: Plot
    let seed: UInt64
    /// Whether the history is one that goes on after a first power cut.
    var isSecond = false
    /// Whether the disk lies: what is synchronized of the WAL it has not taken yet.
    var liesAboutWAL = false

    /// Looks at that many images.
    func run(images count: Int) throws -> Report {
        var random = SplitMix64(seed: seed)
        var disk = Disk()
        var expectation = Expectation()
        var chronicle = try Chronicle(plot, seed: random.next())
        try chronicle.run()
        if isSecond {
            let moment = random.below(chronicle.recorder.changeCount + 1)
            chronicle.recorder.replay(on: &disk, learning: &expectation, passingOver: lies) { disk, _ in
                disk.order < moment
            }
            let contents = disk.contents(after: disk.anyCut(&random), using: &random)
            disk = Disk(contents)
            chronicle = try Chronicle(.kills, seed: random.next(), on: contents)
            try chronicle.run()
        }
        var report = Report(changes: chronicle.recorder.changeCount)
        var moments = (0..<count).map { _ in random.below(report.changes + 1) }.sorted()[...]
        let scratch = try Scratch()
        chronicle.recorder.replay(on: &disk, learning: &expectation, passingOver: lies) { disk, expectation in
            while moments.first == disk.order {
                moments.removeFirst()
                let cut = disk.anyCut(&random)
                let bench = CrashBench(seed: random.next(), in: scratch)
                let check = ImageCheck(bench: bench, expectation: expectation)
                report.images += 1
                if cut != .nothing, cut != .everything { report.partialImages += 1 }
                let contents = disk.contents(after: cut, using: &random).with(noise: &random)
                guard let complaint = check.complaint(about: contents, using: &random) else { continue }
                report.complaints.append(
                    "\(plot.name), seed \(seed), \(cut) after change \(disk.order): \(complaint)")
            }
            return report.complaints.count < 5
        }
        return report
    }
}

extension PowerCutCampaign {
    private var lies: Disk.Change? {
        liesAboutWAL ? .synchronized(CrashBench.logName + "-wal") : nil
    }
}

extension [String: [UInt8]] {
    /// With a file of shared memory that is worth nothing, at times: SQLite maps it and never synchronizes it.
    fileprivate func with(noise random: inout SplitMix64) -> [String: [UInt8]] {
        guard random.chance(permille: 300) else { return self }
        var contents = self
        contents[CrashBench.logName + "-shm"] = (0..<4096).flatMap { _ in
            withUnsafeBytes(of: random.next()) { Array($0) }
        }
        return contents
    }
}
