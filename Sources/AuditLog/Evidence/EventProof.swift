// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// That one event is in a log, in a form that others know to check (<https://c2sp.org/tlog-proof>): who has nothing
/// but this and the log's public key can see that the event is in the log, and what happened.
public struct EventProof: Hashable, Sendable {
    /// The bytes of which the event's leaf is the hash, without the zero byte in front.
    public var content: [UInt8]
    /// The path from the leaf to the root.
    public var inclusion: InclusionProof
    /// The checkpoint over the tree with that root.
    public var checkpoint: Checkpoint

    /// A proof of these parts.
    init(content: [UInt8], inclusion: InclusionProof, checkpoint: Checkpoint) {
        self.content = content
        self.inclusion = inclusion
        self.checkpoint = checkpoint
    }

    /// The event, if the proof holds.
    ///
    /// - Parameter publicKey: The Ed25519 public key that was in force at the size of the checkpoint.
    public func event(signedBy publicKey: [UInt8]) throws(ProofFault) -> ProvenEvent {
        guard checkpoint.isSigned(by: publicKey) else { throw .notSigned }
        guard inclusion.root(leaf: sha256([0] + content)) == checkpoint.root else { throw .otherTree }
        let leaf: LeafContent
        do {
            leaf = try LeafContent(content)
        } catch {
            throw .noEvent("no \(error.expected) at byte \(error.offset)")
        }
        // The log itself never signs these: they would be two names for one thing.
        guard leaf.context.logID == checkpoint.logID else { throw .noEvent("it is of another log") }
        guard leaf.row.seq - 1 == inclusion.index else { throw .noEvent("it is not the one of that place") }
        return ProvenEvent(leaf: leaf, checkpoint: checkpoint)
    }
}

/// An event of which it was proven that it is in a log.
public struct ProvenEvent: Hashable, Sendable {
    let leaf: LeafContent
    /// The row that was proven, without its chain.
    package var row: EventRow { leaf.row }
    /// The checkpoint that covers it.
    public var checkpoint: Checkpoint

    /// The event's seq.
    public var seq: Int64 { leaf.row.seq }
    /// The event's session; its label is not part of what was proven.
    public var session: SessionID { SessionID(leaf.row.session) }

    /// The event as every output shows it, without a chain.
    ///
    /// - Parameter label: The label of its session, where that was proven too; else its number is shown.
    package func value(label: String? = nil) throws(ProofFault) -> LogValue {
        do {
            guard case .object(let fields) = try LogValue(leaf.row, label: label) else { return .null }
            return .object(
                fields.filter { $0.name != "chain" }.map {
                    $0.name == "session" && label == nil ? LogValue.Field("session", .integer(leaf.row.session)) : $0
                })
        } catch {
            throw .noEvent("column \(error.column) holds what no event has")
        }
    }
}

/// Why a proof proves nothing.
public enum ProofFault: Error, Hashable, Sendable {
    /// It is not in the format of a proof.
    case malformed(String)
    /// The checkpoint is not signed by the key that was given.
    case notSigned
    /// The event is not in the tree that was signed.
    case otherTree
    /// An event of the session is left out: the one of that number.
    case omission(version: Int64)
    /// What is in the tree is no event of this format, or not the one that the proof names.
    case noEvent(String)
}

extension ProofFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let reason): "it is no proof of an event: \(reason)"
        case .notSigned:
            "its checkpoint is not signed by the key that was given; give the key that was in force at that time"
        case .otherTree: "the event is not one of those that its checkpoint was signed over"
        case .omission(let version): "event \(version) of the session is not where it should be"
        case .noEvent(let reason): "what it proves is no event of a log of this format: \(reason)"
        }
    }
}
