// SPDX-License-Identifier: Apache-2.0

/// Checks the keys: each but the first has to be brought into force by an event, and vouched for by the signing key
/// before it.
struct KeyCheck {
    let meta: LogMeta
    let extent: LogExtent
    /// The key that the log is known to be signed with.
    let trustedKey: [UInt8]?

    /// - Parameter changes: What the events say that were checked, by their seqs.
    func run(_ changes: [Int64: KeyChange], _ sink: FindingSink) {
        for purpose in [KeyRow.Purpose.signing, .vault] {
            let rows = meta.keys.filter { $0.purpose == purpose.rawValue }
            guard let first = rows.first else {
                sink.find(.keys, "there is no \(purpose) key")
                continue
            }
            if first.fromSeq != 1 { sink.find(.keys, "the \(purpose) key \(first.id) is not in force from the start") }
            for row in rows.dropFirst() { check(row, purpose, changes, sink) }
        }
        for place in meta.keys.indices { checkSignature(at: place, sink) }
        for (seq, change) in changes.sorted(by: { $0.key < $1.key })
        where !meta.keys.contains(where: { $0.id == change.id }) {
            sink.find(.keys, seq: seq, "key \(change.id), which came into force with it, is missing")
        }
        checkTrustedKey(sink)
    }

    /// Any key of the log will do that has signed something: it vouches for what it has signed, and for the keys after
    /// it. One that only came into force was named by the key before it, which anybody may have made.
    private func checkTrustedKey(_ sink: FindingSink) {
        guard let trustedKey else { return }
        let row = meta.keys.first { $0.purpose == KeyRow.Purpose.signing.rawValue && $0.value == trustedKey }
        guard let row else {
            sink.find(
                .keys,
                "the log is signed with another key than the one that was given: that is the key of another log, or somebody "
                    + "else signed this one")
            return
        }
        if row.fromSeq > max(extent.last, 1) {
            sink.leaveOpen("whose log it is: the key that was given came into force after the last event")
        }
    }

    private func check(
        _ row: KeyRow, _ purpose: KeyRow.Purpose, _ changes: [Int64: KeyChange], _ sink: FindingSink
    ) {
        let seq = row.fromSeq - 1
        // What came before the events that were checked was checked where they were.
        if seq >= 1, seq <= extent.start.size { return }
        // An archive names all keys that there were when it was made, also those that came after its end.
        if extent.head?.isArchive == true, seq > extent.last { return }
        guard let change = changes[seq], change.id == row.id else {
            sink.find(.keys, "the \(purpose) key \(row.id) came into force by no event")
            return
        }
        let expected = KeyChange(id: row.id, purpose: row.purpose, value: row.value, fromSeq: row.fromSeq)
        if change != expected {
            sink.find(.keys, seq: seq, "the \(purpose) key \(row.id) is not the one that came into force with it")
        }
    }

    private func checkSignature(at place: Int, _ sink: FindingSink) {
        let row = meta.keys[place]
        guard let before = signer(at: place) else { return }
        if !row.isSigned(by: before.value, logID: meta.genesis.logID) {
            sink.find(.keys, "key \(row.id) is not signed by the signing key before it")
        }
    }

    /// The signing key that has to vouch for a row: the last one among those above it that was in force before. None
    /// vouches for itself but the first, whose word the genesis hash is.
    private func signer(at place: Int) -> KeyRow? {
        let row = meta.keys[place]
        let above = meta.keys[..<place].last {
            $0.purpose == KeyRow.Purpose.signing.rawValue && $0.fromSeq < max(row.fromSeq, 2)
        }
        return above ?? meta.keys.first { $0.purpose == KeyRow.Purpose.signing.rawValue }
    }
}
