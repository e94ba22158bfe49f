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
        for row in meta.keys { checkSignature(of: row, sink) }
        for (seq, change) in changes.sorted(by: { $0.key < $1.key })
        where !meta.keys.contains(where: { $0.id == change.id }) {
            sink.find(.keys, seq: seq, "key \(change.id), which came into force with it, is missing")
        }
        guard let trustedKey else { return }
        let signing = meta.keys.filter { $0.purpose == KeyRow.Purpose.signing.rawValue }
        if !signing.contains(where: { $0.value == trustedKey }) {
            sink.find(.keys, "the log is signed with another key than the one that was given")
        }
    }

    private func check(
        _ row: KeyRow, _ purpose: KeyRow.Purpose, _ changes: [Int64: KeyChange], _ sink: FindingSink
    ) {
        let seq = row.fromSeq - 1
        // What came before the events that were checked was checked where they were.
        guard seq > extent.start.size else { return }
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

    private func checkSignature(of row: KeyRow, _ sink: FindingSink) {
        guard let before = meta.key(.signing, at: row.fromSeq - 1) else { return }
        if !row.isSigned(by: before.value, logID: meta.genesis.logID) {
            sink.find(.keys, "key \(row.id) is not signed by the signing key before it")
        }
    }
}
