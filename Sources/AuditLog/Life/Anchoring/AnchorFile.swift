// SPDX-License-Identifier: Apache-2.0

/// A file with checkpoints of a log, one behind the other, that lies where who can write the log cannot write.
///
/// Held against it later, the log cannot be put back to an older copy, or written anew by who stole its key, without
/// that being noticed.
public struct AnchorFile: Hashable, Sendable {
    /// Where the file is.
    public var path: String

    /// The file at that path, which need not be there yet.
    public init(path: String) {
        self.path = path
    }

    /// A file that is longer is not read: a checkpoint a minute makes as much in a month.
    private static let limit = 1 << 24

    /// The checkpoints in the file, in their order; none where there is no file.
    public func checkpoints() throws(LogError) -> [Checkpoint] {
        try Checkpoint.list(in: try text() ?? "", of: path)
    }

    /// Adds the last checkpoint of the log, where the file does not have it yet. Either the old or the new content is
    /// in the file, whatever happens.
    ///
    /// - Returns: What was added; `nil` where the file has it already, or the log has none.
    /// - Throws: ``LogError/damaged(path:seq:reason:)`` where the log is not the one any more whose checkpoints are in
    ///   the file.
    @discardableResult public func add(lastOf reader: LogReader) throws(LogError) -> Checkpoint? {
        let text = try text() ?? ""
        let known = try Checkpoint.list(in: text, of: path)
        guard let newest = try reader.checkpoints().last else {
            guard let kept = known.last else { return nil }
            throw behind(kept, reader, 0)
        }
        guard newest.logID == reader.logID, let key = reader.meta.key(.signing, at: newest.size),
            newest.isSigned(by: key.value)
        else {
            throw .damaged(
                path: reader.path, seq: newest.size, reason: "the key in force has not signed its last checkpoint")
        }
        guard known.allSatisfy({ $0.logID == reader.logID }) else {
            throw .anchorsUnusable(path: path, line: nil, reason: "it has checkpoints of another log")
        }
        if let kept = known.max(by: { $0.size < $1.size }) {
            try expect(kept, in: reader, newest)
            guard kept.size < newest.size else { return nil }
        }
        try write(text + (text.isEmpty ? "" : "\n") + newest.text)
        return newest
    }

    /// Makes sure that the log has the checkpoint that was kept last, as far as it can be told in a moment.
    private func expect(_ kept: Checkpoint, in reader: LogReader, _ newest: Checkpoint) throws(LogError) {
        guard kept.size <= newest.size else { throw behind(kept, reader, newest.size) }
        guard try reader.archivedSize() < kept.size else { return }
        guard try reader.checkpoint(over: kept.size)?.root != kept.root else { return }
        throw .damaged(
            path: reader.path, seq: nil, reason: "the checkpoint over \(kept.size) events in \(path) is none of its own"
        )
    }

    private func behind(_ kept: Checkpoint, _ reader: LogReader, _ size: Int64) -> LogError {
        .damaged(
            path: reader.path, seq: size + 1,
            reason: "\(path) has a checkpoint over \(kept.size) events, and the last one of the log covers \(size): it "
                + "was cut off, or put back to an older copy")
    }

    private func text() throws(LogError) -> String? {
        let content: [UInt8]
        do {
            guard let status = try FilePath.status(path) else { return nil }
            guard status.size <= AnchorFile.limit else {
                throw LogError.anchorsUnusable(path: path, line: nil, reason: "it is too long; begin another one")
            }
            content = try FileHandle.reading(path).read(upTo: Int(status.size))
        } catch let error as LogError {
            throw error
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .anchorsUnusable(path: path, line: nil, reason: "it is no text")
        }
        return text
    }

    private func write(_ text: String) throws(LogError) {
        // A link stays one; what it leads to is replaced.
        let path = FilePath.resolved(path)
        let draft = path + ".new"
        do {
            let mode = try FilePath.status(path) == nil ? nil : try FileHandle.reading(path).permissions()
            // One that a crash left behind.
            try FilePath.remove(draft)
            try Drafts.making(draft) { () throws(PosixFailure) in
                let file = try FileHandle.creating(draft)
                try file.write(Array(text.utf8))
                if let mode { try file.setPermissions(mode) }
                try file.synchronize()
                try FilePath.rename(draft, to: path)
            }
            try FilePath.synchronizeFolder(of: path)
        } catch {
            throw .notWritten(path: path, reason: "\(error)")
        }
    }
}

extension Checkpoint {
    /// The checkpoints that `text` spells one behind the other, with any number of empty lines between them.
    ///
    /// - Parameter path: The file that it comes from.
    static func list(in text: String, of path: String) throws(LogError) -> [Checkpoint] {
        guard text.isEmpty || text.hasSuffix("\n") else {
            throw .anchorsUnusable(path: path, line: nil, reason: "its last line is cut off")
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        var checkpoints: [Checkpoint] = []
        var next = lines.startIndex
        while let start = lines[next...].firstIndex(where: { !$0.isEmpty }) {
            let gap = lines[start...].firstIndex(of: "") ?? lines.endIndex
            let signatures = lines[gap...].dropFirst().prefix { $0.hasPrefix("— ") }
            next = signatures.endIndex
            let note = lines[start..<next].map { $0 + "\n" }.joined()
            guard let checkpoint = Checkpoint(note) else {
                throw .anchorsUnusable(path: path, line: start + 1, reason: "it is no checkpoint of a log")
            }
            checkpoints.append(checkpoint)
        }
        return checkpoints
    }
}
