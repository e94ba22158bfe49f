// SPDX-License-Identifier: Apache-2.0

/// When a session renews, how often it tries, and how long it waits.
///
/// Any value is safe: arithmetic saturates, and an absurd policy makes an absurd but well-defined machine.
/// Proportions are in thousandths, as whole numbers make the same bytes and the same decisions everywhere.
public struct TokenPolicy: Hashable, Sendable, BitwiseCopyable {
    /// When an access token is renewed.
    public enum RenewalMode: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
        /// By itself, when its renewal time comes.
        case eager = 1
        /// When somebody asks for a token after its renewal time.
        case onDemand = 2
    }

    /// What a server does that sees a refresh token for the second time.
    public enum RefreshTokenReuse: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
        /// It says no, and that is all. So a try without an answer may be repeated.
        case harmless = 1
        /// It revokes every token of the family (RFC 9700 section 4.14.2). So no refresh token is sent twice.
        case revokesFamily = 2
    }

    /// When an access token is renewed.
    public var renewal: RenewalMode = .eager
    /// What the server does that sees a refresh token for the second time.
    public var refreshTokenReuse: RefreshTokenReuse = .harmless
    /// Renewal comes after that many thousandths of the lifetime.
    public var renewAtPermille: Int64 = 750
    /// Renewal times are spread by so many thousandths of the lifetime to both sides.
    public var renewalJitterPermille: Int64 = 50
    /// An access token is handed out until this long before its end…
    public var hardStopMargin: Interval = .seconds(5)
    /// …or until so many thousandths of its lifetime before it, whichever is less.
    public var hardStopMarginPermille: Int64 = 100
    /// How long one try may take.
    public var requestTimeLimit: Interval = .seconds(60)
    /// The wait after a first failed try; it doubles with each further one.
    public var firstBackOff: Interval = .seconds(1)
    /// No back-off of ours is longer.
    public var backOffLimit: Interval = .seconds(60)
    /// How many tries an attempt has. A refresh is tried on as long as the old access token lasts.
    public var maxTries: UInt32 = 5
    /// A server's `Retry-After` is honoured up to here.
    public var retryAfterLimit: Interval = .hours(1)
    /// After so many access tokens refused in a row the session fails.
    public var maxRejections: UInt32 = 2
    /// How long refresh tokens are assumed to live from their issue.
    public var refreshTokenLifetime: Interval = .days(14)
    /// An unused refresh token is kept alive by a refresh after so many thousandths of that.
    public var keepAlivePermille: Int64 = 500
    /// The lifetime of an access token where the server names none that makes sense.
    public var defaultLifetime: Interval = .seconds(600)
    /// A longer lifetime makes no sense.
    public var lifetimeLimit: Interval = .days(365)
    /// The wait after a recoverable failure; it doubles with each further one in a row.
    public var firstCoolDown: Interval = .seconds(30)
    /// No cool-down of ours is longer.
    public var coolDownLimit: Interval = .minutes(15)
    /// Callers do not wait for a back-off that is longer.
    public var longestAwaitedBackOff: Interval = .seconds(60)

    /// The defaults.
    @inlinable
    public init() {}

    /// The defaults, which fit the Ticketpark API: tokens of about 600 s, and a server that takes a second use of a
    /// refresh token without harm.
    @inlinable
    public static var ticketpark: TokenPolicy { TokenPolicy() }
}
