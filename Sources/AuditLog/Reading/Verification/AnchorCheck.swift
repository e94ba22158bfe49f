// SPDX-License-Identifier: Apache-2.0

/// Holds the log against checkpoints that were kept elsewhere: they show what nothing inside the log can, that it was
/// put back to an older copy, or written anew by somebody with its key.
struct AnchorCheck {
    let meta: LogMeta
    let extent: LogExtent
    let anchors: [Checkpoint]

    /// - Parameter events: The events, checked, with the roots at the sizes of the anchors.
    func run(_ events: EventCheck, _ sink: FindingSink) {
        var held: [Int64] = []
        // In the order of their sizes: what one covers that holds is not what the next one complains of.
        for anchor in anchors.sorted(by: { $0.size < $1.size }) {
            let name = "the anchor over \(anchor.size) events"
            guard anchor.logID == meta.genesis.logID else {
                sink.find(.anchor, "\(name) is of another log")
                continue
            }
            if let key = meta.key(.signing, at: anchor.size), !anchor.isSigned(by: key.value) {
                sink.find(.anchor, "\(name) is not signed by the key that was in force")
                continue
            }
            if anchor.size > extent.last {
                sink.find(
                    .anchor, seq: extent.last + 1,
                    "the log ends with event \(extent.last), and \(name) shows that there were more: it was cut off, "
                        + "or put back to an older copy")
            } else if anchor.size < extent.start.size {
                sink.leaveOpen("\(name), which lies before the first event that was verified")
            } else if let root = events.roots[anchor.size] {
                guard root != anchor.root else {
                    held.append(anchor.size)
                    continue
                }
                let first = (held.last ?? extent.start.size) + 1
                sink.find(
                    .anchor, seq: first,
                    "event \(first) or one after it, up to event \(anchor.size), is not the one that \(name) was signed "
                        + "over")
            }
        }
        if let last = held.last {
            sink.note("the log is the one of \(held.count) of \(anchors.count) anchors, the last over \(last) events")
        }
    }
}
