// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TokenMachineTesting
import tpwriter

/// A log whose every change on the disk is recorded, one thing after the other as a test wants it.
final class RecordedLog {
    let bench: CrashBench
    let recorder: DiskRecorder
    private var life: SessionLife

    init() throws {
        bench = try CrashBench(seed: 1)
        try bench.scratch.replace(with: [:])
        recorder = DiskRecorder(folder: bench.scratch.path)
        life = SessionLife(of: try SessionLabel("box-office"), seed: 1)
    }

    /// Appends one event, and records that it was asked for and acknowledged.
    ///
    /// - Parameter words: How many bytes of words ride beside it.
    @discardableResult
    func append(to log: EventLog, words: Int = 0) throws -> EventID {
        let request = life.next(
            id: bench.nextID(), note: words == 0 ? nil : String(repeating: "n", count: words), naming: log.ref)
        recorder.mark(.asked([request.id]))
        _ = try log.append([request])
        if !recorder.isDead { recorder.mark(.acknowledged([request.id])) }
        return request.id
    }

    /// A log as it is after a power cut.
    ///
    /// - Parameter spoil: Does more to the files.
    func image(
        after cut: PowerCut, _ spoil: (inout [String: [UInt8]]) -> Void = { _ in }
    ) throws -> CrashBench {
        var random = SplitMix64(seed: 1)
        var disk = Disk()
        for case .change(let change) in recorder.steps { disk.apply(change) }
        var contents = disk.contents(after: cut, using: &random)
        spoil(&contents)
        let image = CrashBench(seed: 2, in: try Scratch())
        try image.scratch.replace(with: contents)
        return image
    }

    /// The events of the log after a power cut, as a reader and a writer find them.
    ///
    /// - Parameter spoil: Does more to the files.
    func events(
        after cut: PowerCut, _ spoil: (inout [String: [UInt8]]) -> Void = { _ in }
    ) throws -> [EventID] {
        let image = try image(after: cut, spoil)
        let read = try LogHistory.events(of: image.path)
        let opened = try image.open(.never).events(after: 0).map(\.id)
        #expect(read == opened)
        return opened
    }
}
