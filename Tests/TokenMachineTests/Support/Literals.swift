// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

// Examples are written in plain numbers, since a literal cannot repeat the mistake of the code that it is held
// against.

extension TokenRef: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: UInt64) {
        self.init(rawValue: value)
    }
}

extension Instant: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) {
        self.init(milliseconds: value)
    }
}

extension Interval: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) {
        self.init(milliseconds: value)
    }
}

extension Attempt: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: UInt64) {
        self.init(value)
    }
}

extension TokenTry {
    /// Attempt 4, try 2 reads `.of(4, 2)`.
    static func of(_ attempt: Attempt, _ number: UInt32) -> TokenTry {
        TokenTry(attempt: attempt, number: number)
    }
}

extension TokenRequest {
    static func password(_ current: TokenTry) -> TokenRequest {
        TokenRequest(current, grantType: .password)
    }

    static func refresh(_ current: TokenTry, _ ref: TokenRef) -> TokenRequest {
        TokenRequest(current, grantType: .refreshToken(ref))
    }
}

extension TokenPolicy {
    static var onDemand: TokenPolicy {
        var policy = TokenPolicy.ticketpark
        policy.renewal = .onDemand
        return policy
    }

    static var revokesFamily: TokenPolicy {
        var policy = TokenPolicy.ticketpark
        policy.refreshTokenReuse = .revokesFamily
        return policy
    }
}
