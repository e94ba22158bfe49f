// SPDX-License-Identifier: Apache-2.0

import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How far a log reached at one time, in a form that others know to check: a signed note in the format of
/// <https://c2sp.org/tlog-checkpoint>, over the root of RFC 6962's tree.
///
/// Kept somewhere else, it shows later that the log was put back to an older copy, or written anew by somebody who
/// had stolen its key.
public struct Checkpoint: Hashable, Sendable {
    /// The id of the log, 16 bytes.
    public var logID: [UInt8]
    /// How many events it covers.
    public var size: Int64
    /// The root of the tree over them, 32 bytes.
    public var root: [UInt8]
    /// The wall clock of the last of them, in microseconds since the Unix epoch.
    public var wallMicroseconds: Int64
    /// The size of the checkpoint before it; 0 for the first one.
    public var previous: Int64

    /// The note that carries it, with its signatures.
    let note: SignedNote

    /// The note as it is handed on.
    public var text: String { note.content }

    /// The name of a log in its checkpoints.
    static func origin(of logID: [UInt8]) -> String { "ticketpark-auth/" + hex(logID) }

    /// A checkpoint signed with `key`.
    init(
        logID: [UInt8], tree: MerkleFrontier, wallMicroseconds: Int64, previous: Int64,
        key: Curve25519.Signing.PrivateKey
    ) throws(LogError) {
        self.logID = logID
        size = tree.size
        root = tree.root
        self.wallMicroseconds = wallMicroseconds
        self.previous = previous
        let origin = Checkpoint.origin(of: logID)
        note = try SignedNote(
            """
            \(origin)
            \(size)
            \(Data(root).base64EncodedString())
            wall \(wallMicroseconds)
            previous \(previous)

            """, name: origin, key: key)
    }

    /// The checkpoint that `text` spells; `nil` where it is none of a log of this package. Nothing is verified.
    public init?(_ text: String) {
        guard let note = SignedNote(text) else { return nil }
        let lines = note.text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 5, let logID = Checkpoint.value(lines[0], after: "ticketpark-auth/").flatMap(bytes(hex:)),
            logID.count == 16, let size = Checkpoint.number(lines[1]), size > 0,
            let root = Data(base64Encoded: String(lines[2])), root.count == Hash.size,
            let wall = Checkpoint.value(lines[3], after: "wall ").flatMap(Checkpoint.number),
            let previous = Checkpoint.value(lines[4], after: "previous ").flatMap(Checkpoint.number), previous < size
        else { return nil }
        self.logID = logID
        self.size = size
        self.root = Array(root)
        wallMicroseconds = wall
        self.previous = previous
        self.note = note
    }

    /// Whether the holder of the private key to `publicKey` signed it.
    public func isSigned(by publicKey: [UInt8]) -> Bool {
        note.isSigned(by: publicKey, name: Checkpoint.origin(of: logID))
    }

    private static func value(_ line: Substring, after prefix: String) -> Substring? {
        line.hasPrefix(prefix) ? line.dropFirst(prefix.count) : nil
    }

    /// Decimal digits without a sign or zeros in front.
    private static func number(_ text: Substring) -> Int64? {
        guard let number = Int64(text), 0...Statement.bounds.upperBound ~= number, String(number) == text
        else { return nil }
        return number
    }
}
