// SPDX-License-Identifier: Apache-2.0

extension TokenPolicy {
    /// The lifetime to reckon with, given the one that the server named: the default where it named none, zero, a
    /// negative or an absurd one. To some servers zero means "never", to others "now"; neither is believed.
    @inlinable
    public func lifetime(told: Interval?) -> Interval {
        guard let told, told > .zero, told <= lifetimeLimit else { return defaultLifetime }
        return told
    }

    /// From when on an access token is handed out no more.
    @inlinable
    public func hardStop(issuedAt: Instant, lifetime: Interval) -> Instant {
        issuedAt + (lifetime - min(hardStopMargin, lifetime.scaled(permille: hardStopMarginPermille)))
    }

    /// When an access token is renewed, spread by jitter, and never after its hard stop.
    @inlinable
    func renewalTime(of access: HeldAccessToken, lifetime: Interval, attempts: AttemptSequence) -> Instant {
        let spread = lifetime.scaled(permille: saturatingProduct(renewalJitterPermille, 2))
        let jitter = Jitter(seed: attempts.seed, attempt: attempts.last, salt: 0).interval(below: spread)
        let earliest = lifetime.scaled(permille: saturatingDifference(renewAtPermille, renewalJitterPermille))
        return min(access.issuedAt + (earliest + jitter), access.hardStop)
    }

    /// When an unused refresh token is kept alive by a refresh.
    @inlinable
    public func keepAlive(issuedAt: Instant) -> Instant {
        issuedAt + refreshTokenLifetime.scaled(permille: keepAlivePermille)
    }

    /// The wait between a failed try and the next: half of it certain, half by jitter, and never less than the
    /// server asked for.
    @inlinable
    func backOff(after current: TokenTry, seed: UInt64, retryAfter: Interval?) -> Interval {
        let full = firstBackOff.doubled(times: current.number &- 1, limit: backOffLimit)
        let half = Interval(milliseconds: full.milliseconds / 2)
        let jitter = Jitter(seed: seed, attempt: current.attempt, salt: current.number).interval(below: full - half)
        return max(half + jitter, asked(retryAfter))
    }

    /// The wait after the failure that is the `count`th in a row.
    @inlinable
    func coolDown(count: UInt32, retryAfter: Interval?) -> Interval {
        max(firstCoolDown.doubled(times: count &- 1, limit: coolDownLimit), asked(retryAfter))
    }

    /// What is honoured of a server's wish to wait.
    @inlinable
    func asked(_ retryAfter: Interval?) -> Interval {
        guard let retryAfter else { return .zero }
        return min(retryAfter, retryAfterLimit)
    }
}
