// SPDX-License-Identifier: Apache-2.0

import Crypto
import TokenMachine

/// What a log was begun with. Its hash starts the chain, so none of it can change unseen.
struct Genesis: Hashable, Sendable {
    /// 16 random bytes that tell this log from all others.
    var logID: [UInt8]
    /// The format that the log was made in.
    var format: UInt32
    /// When it was made, in microseconds since the Unix epoch.
    var createdMicroseconds: Int64
    /// How durable a commit is: a number of ``Durability``.
    var durability: Int64
    /// How often there has to be a checkpoint.
    var cadence: CheckpointCadence
    /// The first Ed25519 public key, 32 bytes.
    var firstPublicKey: [UInt8]

    /// SHA-256(tag ‖ log id ‖ format ‖ created ‖ durability ‖ cadence ‖ first public key).
    var hash: [UInt8] {
        var writer = CanonicalWriter()
        writer.write(raw: DomainTag.genesis)
        writer.write(raw: logID)
        writer.write(format)
        writer.write(createdMicroseconds)
        writer.write(durability)
        writer.write(cadence.events)
        writer.write(cadence.microseconds)
        writer.write(raw: firstPublicKey)
        return sha256(writer.bytes)
    }
}

/// How durable a commit of a log is. It is chosen when the log is made, and stands in what its chain begins with.
public enum Durability: Int64, Hashable, Sendable {
    /// When a commit is done it is on the disk, and outlives a power cut (`PRAGMA synchronous = FULL`).
    case full = 1
    /// After a power cut the last commits may be gone; what is left is consistent (`PRAGMA synchronous = NORMAL`).
    /// A rotated refresh token may be among what is lost: only for logs whose sessions can be signed in again at will.
    case relaxed = 2
}

/// How often a log has to have a checkpoint, whichever comes first. It stands in what the log's chain begins with, so
/// that a missing one is noticed.
package struct CheckpointCadence: Hashable, Sendable {
    /// No more than so many events may follow a checkpoint without another.
    package var events: Int64
    /// The first commit that comes so many microseconds after a checkpoint, by the wall clock, makes another.
    package var microseconds: Int64

    package init(events: Int64, microseconds: Int64) {
        self.events = events
        self.microseconds = microseconds
    }

    /// Every 1,000 events or 60 s.
    package static let standard = CheckpointCadence(events: 1000, microseconds: 60_000_000)
}

/// SHA-256 of `content`.
package func sha256(_ content: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: content))
}
