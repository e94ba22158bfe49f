// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// What an exploration covers: one provider, and how much may be under way at once.
public struct ExplorationPlan: Hashable, Sendable {
    /// What a server does with the refresh token that it is shown.
    public enum Rotation: String, Hashable, Sendable, CaseIterable {
        /// Grants a new one and kills the old one; or crashes in between, so that both live.
        case rotates
        /// Lets the client keep the old one.
        case keeps
    }

    /// When an access token is renewed.
    public var renewal: TokenPolicy.RenewalMode
    /// What the server does that sees a refresh token for the second time, and whether the policy knows.
    public var reuse: TokenPolicy.RefreshTokenReuse
    /// What the server does with a refresh token that it is shown for the first time.
    public var rotation: Rotation
    /// How many requests and answers are on their way at most, 1 to 3. One more takes the place of the oldest, which
    /// is then lost.
    public var flights: Int
    /// After how many worlds to go no farther, in place of going on until there is no new one.
    public var worldLimit: Int

    /// A plan for that provider.
    public init(
        renewal: TokenPolicy.RenewalMode,
        reuse: TokenPolicy.RefreshTokenReuse = .harmless,
        rotation: Rotation = .rotates,
        flights: Int = 2,
        worldLimit: Int = .max
    ) {
        self.renewal = renewal
        self.reuse = reuse
        self.rotation = rotation
        self.flights = min(max(flights, 1), Flights.capacity)
        self.worldLimit = worldLimit
    }

    /// The policy explored: the proportions of the default, on a clock so coarse that each boundary is one tick from
    /// the next. Jitter has no room on it, so attempts differ in their number alone.
    public var policy: TokenPolicy {
        var policy = TokenPolicy.ticketpark
        policy.renewal = renewal
        policy.refreshTokenReuse = reuse
        policy.defaultLifetime = .milliseconds(5)
        policy.hardStopMargin = .milliseconds(1)
        policy.hardStopMarginPermille = 1000
        policy.renewAtPermille = 400
        policy.renewalJitterPermille = 0
        policy.requestTimeLimit = .milliseconds(1)
        policy.firstBackOff = .milliseconds(2)
        policy.backOffLimit = .milliseconds(2)
        policy.maxTries = 2
        policy.retryAfterLimit = .milliseconds(2)
        policy.longestAwaitedBackOff = .milliseconds(1)
        policy.refreshTokenLifetime = .milliseconds(10)
        policy.firstCoolDown = .milliseconds(1)
        policy.coolDownLimit = .milliseconds(2)
        return policy
    }

    /// Its name in reports.
    public var name: String {
        "\(renewal), \(reuse), \(rotation), \(flights) in flight" + (worldLimit < .max ? ", cut" : "")
    }

    /// Every plan with so many flights: both renewal modes, both policies for a second use, both servers.
    public static func all(flights: Int, worldLimit: Int = .max) -> [ExplorationPlan] {
        TokenPolicy.RenewalMode.allCases.flatMap { renewal in
            TokenPolicy.RefreshTokenReuse.allCases.flatMap { reuse in
                Rotation.allCases.map { rotation in
                    ExplorationPlan(
                        renewal: renewal, reuse: reuse, rotation: rotation, flights: flights, worldLimit: worldLimit)
                }
            }
        }
    }
}
