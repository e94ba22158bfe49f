// SPDX-License-Identifier: Apache-2.0

/// The token request that a state waits for.
public struct PendingRequest: Hashable, Sendable, BitwiseCopyable {
    /// Where a request is.
    public enum Phase: Hashable, Sendable, BitwiseCopyable {
        /// On its way, until its time limit.
        case inFlight(until: Instant)
        /// Waiting to be tried again.
        case backingOff(until: Instant)
    }

    /// The try that is in flight, or the last one made.
    public var current: TokenTry
    /// Where it is.
    public var phase: Phase

    /// A request in that phase.
    @inlinable
    public init(current: TokenTry, phase: Phase) {
        self.current = current
        self.phase = phase
    }

    /// When the machine has to do something about it.
    @inlinable
    public var deadline: Instant {
        switch phase {
        case .inFlight(let until), .backingOff(let until): until
        }
    }

    /// Whether `other` is the try that is in flight.
    @inlinable
    func isInFlight(_ other: TokenTry) -> Bool {
        switch phase {
        case .inFlight: current == other
        case .backingOff: false
        }
    }

    /// The first try of `attempt`, sent at `now`.
    @inlinable
    static func first(of attempt: Attempt, at now: Instant, policy: TokenPolicy) -> PendingRequest {
        PendingRequest(
            current: TokenTry(attempt: attempt, number: 1),
            phase: .inFlight(until: now + policy.requestTimeLimit))
    }

    /// The next try of the same attempt, sent at `now`.
    @inlinable
    func next(at now: Instant, policy: TokenPolicy) -> PendingRequest {
        PendingRequest(
            current: TokenTry(attempt: current.attempt, number: saturatingIncrement(current.number)),
            phase: .inFlight(until: now + policy.requestTimeLimit))
    }

    /// The same try given up, the next one to come after a back-off of at least `retryAfter`.
    @inlinable
    func backingOff(at now: Instant, seed: UInt64, retryAfter: Interval?, policy: TokenPolicy) -> PendingRequest {
        let wait = policy.backOff(after: current, seed: seed, retryAfter: retryAfter)
        return PendingRequest(current: current, phase: .backingOff(until: now + wait))
    }
}

/// One HTTP exchange of an attempt.
public struct TokenTry: Hashable, Sendable, BitwiseCopyable {
    /// The attempt that it belongs to.
    public var attempt: Attempt
    /// 1 for an attempt's first exchange.
    public var number: UInt32

    /// The exchange of that number.
    @inlinable
    public init(attempt: Attempt, number: UInt32) {
        self.attempt = attempt
        self.number = number
    }
}
