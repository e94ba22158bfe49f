// SPDX-License-Identifier: Apache-2.0

/// Checks where the log ends: against its signed head, and that against the side file.
struct HeadCheck {
    let extent: LogExtent
    /// What stands in the side file, true or not; `nil` where it holds no head.
    let side: SignedHead?

    private var meta: LogMeta { extent.meta }

    /// How many events are lost by what the side file of the log says; 0 where none are. One that says nothing that
    /// was signed, like one that is behind, is no sign of anything.
    static func lostEvents(_ reader: LogReader) throws(LogError) -> Int64 {
        // The side file first: it never is ahead of the log, so what it says must be in what is read after it.
        guard let side = HeadFile(log: reader.file).read(), reader.meta.isGenuine(side) else { return 0 }
        return try reader.transaction {
            max(0, side.size - (try reader.database.integer("SELECT size FROM head WHERE id = 1") ?? 0))
        }
    }

    func run(_ events: EventCheck, _ sink: FindingSink) {
        if let base = extent.base { sink.note("the first \(base.size) events lie in an archive") }
        checkSideFile(events, sink)
        guard let head = extent.head else {
            sink.find(.head, "the signed head is missing")
            return
        }
        checkSignature(head, sink)
        checkEnd(head, events, sink)
    }

    private func checkSignature(_ head: SignedHead, _ sink: FindingSink) {
        if head.keys != KeyRow.digest(of: meta.keys) {
            sink.find(.keys, "the keys are not those that the head was signed with")
        }
        guard let key = meta.signer(of: head) else { return }
        if head.key != key.id {
            sink.find(.head, "the head names key \(head.key), and key \(key.id) was in force")
        }
        if !head.isSigned(by: key.value, logID: meta.genesis.logID) {
            sink.find(.head, seq: head.size, "the signature of the head is wrong")
        }
    }

    private func checkEnd(_ head: SignedHead, _ events: EventCheck, _ sink: FindingSink) {
        if head.size > extent.last {
            sink.find(
                .head, seq: extent.last + 1,
                "the log ends with event \(extent.last), and its head was signed after event \(head.size)")
        } else if head.size < extent.last {
            sink.find(
                .head, seq: head.size + 1,
                "the head was signed after event \(head.size), and events up to \(extent.last) follow")
        }
        if let chain = events.chains[head.size], chain != head.chain {
            sink.find(.head, seq: head.size, "the head was signed over other events")
        }
        if let root = events.roots[head.size], root != head.root {
            sink.find(.head, seq: head.size, "the head was signed over another tree")
        }
        if MerkleFrontier(size: head.size, bytes: extent.frontier)?.root != head.root {
            sink.find(.head, seq: head.size, "the tree beside the head is not the one that was signed")
        }
        guard events.count > 0, events.nextSeq == head.size + 1 else { return }
        if head.at != events.at || head.wall != events.wall {
            sink.find(.head, seq: head.size, "the times of the head are not those of the last event")
        }
    }

    /// A side file that is not there, or was being written when the power went, says nothing.
    private func checkSideFile(_ events: EventCheck, _ sink: FindingSink) {
        guard let side else {
            sink.note("the side file with the last head is missing or unreadable: a lost WAL would not be noticed")
            return
        }
        guard meta.isGenuine(side) else { return checkStrangeSideFile(side, sink) }
        if side.size > extent.last {
            sink.find(
                .sideFile, seq: extent.last + 1,
                "the log ends with event \(extent.last), and its side file knows of \(side.size): its tail or its "
                    + "-wal file is lost")
        } else if let chain = events.chains[side.size], chain != side.chain {
            sink.find(.sideFile, seq: side.size, "the side file was signed over other events")
        } else if let head = extent.head, side.size == head.size, side.checkpoint > head.checkpoint {
            sink.find(
                .sideFile, seq: head.checkpoint + 1,
                "the side file knows of a checkpoint over \(side.checkpoint) events, and the log does not: the end of "
                    + "its -wal file is lost")
        } else if side.size < extent.last {
            sink.note("the side file is behind: it knows of \(side.size) events")
        }
    }

    /// A log that lost its end may have lost the key with it that its side file is signed with.
    private func checkStrangeSideFile(_ side: SignedHead, _ sink: FindingSink) {
        if side.size > extent.last, side.key > meta.keys.last?.id ?? 0 {
            sink.leaveOpen(
                "the side file: it knows of \(side.size) events and is signed with key \(side.key), which the log does "
                    + "not have")
        } else {
            sink.note(
                "the side file with the last head is not signed by this log's key: a lost WAL would not be noticed")
        }
    }
}
