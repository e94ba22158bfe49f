// SPDX-License-Identifier: Apache-2.0

// The cells that answer alike in every state, and the moves that several states share.

extension TokenState {
    /// Whether callers may be waiting for a request of this state, who have to be told when another takes its place.
    @inlinable
    var isAwaited: Bool {
        request != nil
    }

    /// `signInRequested`: whatever was held is forgotten, and the password goes out under a new attempt.
    @inlinable
    func signIn(on event: TokenEvent, policy: TokenPolicy) -> Transition {
        let attempts = attempts.advanced
        let request = PendingRequest.first(of: attempts.last, at: event.at, policy: policy)
        return moving(
            to: .authenticating(Authenticating(attempts: attempts, request: request)),
            on: event,
            policy: policy,
            send: TokenRequest(request.current, grantType: .password),
            settle: isAwaited ? .superseded : nil)
    }

    /// `grantAdopted`: what it brings takes the place of what is held, under a new attempt, so that no late answer
    /// to an older one fits.
    @inlinable
    func adopt(_ grant: Grant, on event: TokenEvent, policy: TokenPolicy) -> Transition {
        if let ref = grant.refresh, ref == refresh?.ref {
            return ignoring(event, .duplicate)
        }
        let attempts = attempts.advanced
        let refresh = grant.heldRefresh(at: event.at)
        if let access = grant.heldAccess(at: event.at, policy: policy), access.isUsable(at: event.at) {
            let next = Valid(attempts: attempts, access: access, grant: grant, refresh: refresh, policy: policy)
            return moving(
                to: .valid(next), on: event, policy: policy, settle: isAwaited ? .superseded : .token(access.ref))
        }
        guard let refresh else {
            return ignoring(event, .late)
        }
        return moving(
            to: .expired(Expired(attempts: attempts, refresh: refresh)),
            on: event,
            policy: policy,
            settle: isAwaited ? .superseded : nil)
    }

    /// `signOutRequested` where something is held or under way: all of it is forgotten.
    @inlinable
    func signOut(on event: TokenEvent, policy: TokenPolicy) -> Transition {
        moving(
            to: .unauthenticated(Unauthenticated(attempts: attempts)),
            on: event,
            policy: policy,
            settle: .signedOut)
    }

    /// Takes the tokens of `grant`. A refresh answer without a new refresh token keeps the one that was spent
    /// (RFC 6749 section 6), which has just proven good.
    @inlinable
    func accept(
        _ grant: Grant,
        refusals: UInt32 = 0,
        coolDowns: UInt32 = 0,
        on event: TokenEvent,
        policy: TokenPolicy
    ) -> Transition {
        let kept = self.refresh.map { HeldRefreshToken(ref: $0.ref, issuedAt: min(grant.requestedAt, event.at)) }
        let refresh = grant.heldRefresh(at: event.at) ?? kept
        if let access = grant.heldAccess(at: event.at, policy: policy), access.isUsable(at: event.at) {
            let next = Valid(
                attempts: attempts, access: access, refusals: refusals, grant: grant, refresh: refresh,
                policy: policy)
            return moving(to: .valid(next), on: event, policy: policy, settle: .token(access.ref))
        }
        return fail(
            .grantUnusable, refresh: refresh, refusals: refusals, coolDowns: coolDowns, on: event, policy: policy)
    }

    /// Sends `refresh` to the token endpoint under a new attempt, handing out `access` meanwhile while it lasts.
    @inlinable
    func renew(
        with refresh: HeldRefreshToken,
        access: HeldAccessToken? = nil,
        refusals: UInt32 = 0,
        coolDowns: UInt32 = 0,
        on event: TokenEvent,
        policy: TokenPolicy
    ) -> Transition {
        let attempts = attempts.advanced
        let request = PendingRequest.first(of: attempts.last, at: event.at, policy: policy)
        let next = Refreshing(
            attempts: attempts, refresh: refresh, access: access, refusals: refusals, coolDowns: coolDowns,
            request: request)
        return moving(
            to: .refreshing(next),
            on: event,
            policy: policy,
            send: TokenRequest(request.current, grantType: .refreshToken(refresh.ref)))
    }

    /// Fails for that reason. A refresh token stays: to recover with, or because a late grant may name it.
    ///
    /// - Parameter coolDowns: How many cool-downs there were in a row before this failure.
    @inlinable
    func fail(
        _ failure: Failure,
        refresh: HeldRefreshToken? = nil,
        refusals: UInt32 = 0,
        coolDowns: UInt32 = 0,
        retryAfter: Interval? = nil,
        on event: TokenEvent,
        policy: TokenPolicy
    ) -> Transition {
        let count = saturatingIncrement(coolDowns)
        let next = Failed(
            attempts: attempts,
            failure: failure,
            refresh: refresh,
            refusals: refusals,
            coolDownEnd: event.at + policy.coolDown(count: count, retryAfter: retryAfter),
            coolDowns: count)
        return moving(to: .failed(next), on: event, policy: policy, settle: .failed(failure))
    }

    /// Whether a grant belongs to the refresh token that this state holds: then it is the only live one, whichever
    /// attempt it answers. One that brings no new refresh token changes hands of nothing, so it has to answer
    /// `attempt` (where given).
    @inlinable
    func isLineage(_ grant: Grant, to current: TokenTry, spent: TokenRef?, attempt: Attempt?) -> Bool {
        guard let spent, spent == refresh?.ref else { return false }
        let bringsNewRefreshToken = grant.refresh.map { $0 != spent } ?? false
        return bringsNewRefreshToken || current.attempt == attempt
    }
}

extension Valid {
    /// The state that a usable `access` leads to, renewed with `refresh` where there is one.
    @inlinable
    init(
        attempts: AttemptSequence,
        access: HeldAccessToken,
        refusals: UInt32 = 0,
        grant: Grant,
        refresh: HeldRefreshToken?,
        policy: TokenPolicy
    ) {
        let renewal: Renewal
        if let refresh {
            let lifetime = policy.lifetime(told: grant.access?.lifetime)
            let time = policy.renewalTime(of: access, lifetime: lifetime, attempts: attempts)
            renewal = .due(at: time, refresh)
        } else {
            renewal = .impossible
        }
        self.init(attempts: attempts, access: access, refusals: refusals, renewal: renewal)
    }
}
