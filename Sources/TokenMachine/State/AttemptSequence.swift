// SPDX-License-Identifier: Apache-2.0

/// The number of a token request with its retries; no two attempts of a session share one.
public struct Attempt: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// 1 for a session's first attempt; 0 before it.
    public var number: UInt64

    /// The attempt of that number.
    @inlinable
    public init(_ number: UInt64) {
        self.number = number
    }

    @inlinable
    public static func < (left: Attempt, right: Attempt) -> Bool {
        left.number < right.number
    }
}

/// What a session keeps in every state: the number of its last attempt, and its seed for jitter.
public struct AttemptSequence: Hashable, Sendable, BitwiseCopyable {
    /// Sets the session's jitter apart from that of all others. Not a secret.
    public var seed: UInt64
    /// The last attempt that was begun, 0 where none was.
    public var last: Attempt

    /// The sequence of a session that has begun `last` attempts.
    @inlinable
    public init(seed: UInt64, last: Attempt = Attempt(0)) {
        self.seed = seed
        self.last = last
    }

    /// The sequence after one more attempt was begun.
    ///
    /// Wraps after 2^64 attempts, which only a forged state comes near.
    @inlinable
    var advanced: AttemptSequence {
        AttemptSequence(seed: seed, last: Attempt(last.number &+ 1))
    }
}
