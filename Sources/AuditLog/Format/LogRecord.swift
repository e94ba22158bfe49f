// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// Something that happened to the log or around a session, and is no event of the machine. It stands in the same
/// chain, under session 0; replay passes over it.
public struct LogRecord: Hashable, Sendable {
    /// What happened.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        /// Another signing or vault key is in force.
        case keyRotated = 101
        /// The wall clock jumped against the monotonic one.
        case clockJumped = 102
        /// A process began to use another policy.
        case policyChanged = 103
        /// Old events were moved to another file.
        case logArchived = 104
        /// A refresh token was offered for adoption that the log shows as spent.
        case adoptionRefused = 105
        /// A refresh token was spent at sign-out and the answer dropped.
        case refreshTokenBurned = 106
    }

    /// What happened.
    public var kind: Kind
    /// The session that it concerns, where it concerns one.
    public var subject: SessionID?
    /// The refresh token that it concerns.
    public var refresh: TokenRef?
    /// By how much the clock jumped.
    public var amount: Interval?
    /// The key that came into force.
    public internal(set) var key: KeyChange?
    /// What was moved to another file.
    public internal(set) var archive: ArchiveMark?

    /// A record of that kind. Those of ``Kind/keyRotated`` and ``Kind/logArchived`` are written by the log itself.
    public init(_ kind: Kind, subject: SessionID? = nil, refresh: TokenRef? = nil, amount: Interval? = nil) {
        self.kind = kind
        self.subject = subject
        self.refresh = refresh
        self.amount = amount
    }
}

/// A key that came into force, with the event after the record that holds this.
public struct KeyChange: Hashable, Sendable {
    /// The row of the `key` table.
    public var id: Int64
    /// 1: it signs; 2: it seals tokens.
    public var purpose: Int64
    /// Its public half, or a value that tells the right vault key from others; 32 bytes.
    public var value: [UInt8]
    /// The first seq at which it is in force.
    public var fromSeq: Int64
}

/// What the log goes on from since older events were moved to another file.
public struct ArchiveMark: Hashable, Sendable {
    /// The seq of the last event that was moved.
    public var size: Int64
    /// The digest of the `base` table and of what it keeps of each session; 32 bytes.
    public var digest: [UInt8]
}

extension LogRecord {
    /// What a record is about beyond its columns, in canonical form: empty for most.
    var content: [UInt8] {
        var writer = CanonicalWriter()
        if let key {
            writer.write(key.id)
            writer.write(key.purpose)
            writer.write(counted: key.value)
            writer.write(key.fromSeq)
        }
        if let archive {
            writer.write(archive.size)
            writer.write(counted: archive.digest)
        }
        return writer.bytes
    }

    /// Takes over what ``content`` wrote.
    mutating func setContent(_ bytes: [UInt8]) throws(MalformedBytes) {
        var reader = CanonicalReader(bytes)
        switch kind {
        case .keyRotated:
            key = KeyChange(
                id: try reader.read(Int64.self), purpose: try reader.read(Int64.self), value: try reader.readCounted(),
                fromSeq: try reader.read(Int64.self))
        case .logArchived:
            archive = ArchiveMark(size: try reader.read(Int64.self), digest: try reader.readCounted())
        case .clockJumped, .policyChanged, .adoptionRefused, .refreshTokenBurned:
            break
        }
        try reader.finish()
    }
}

/// The number of a session within its log, from 1 on; 0 stands for the log itself.
public struct SessionID: Hashable, Comparable, Sendable {
    /// The row of the `session` table.
    public var number: Int64

    /// The session of that number.
    public init(_ number: Int64) {
        self.number = number
    }

    /// The log itself, under which its own records stand.
    public static var log: SessionID { SessionID(0) }

    public static func < (left: SessionID, right: SessionID) -> Bool {
        left.number < right.number
    }
}
