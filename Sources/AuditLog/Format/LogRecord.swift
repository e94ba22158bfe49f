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

    /// A record of that kind.
    public init(_ kind: Kind, subject: SessionID? = nil, refresh: TokenRef? = nil, amount: Interval? = nil) {
        self.kind = kind
        self.subject = subject
        self.refresh = refresh
        self.amount = amount
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
