// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension TokenState {
    /// A session that is signed out after `last` attempts.
    public static func sampleUnauthenticated(last: UInt64 = 0, seed: UInt64 = 42) -> TokenState {
        .unauthenticated(Unauthenticated(attempts: AttemptSequence(seed: seed, last: Attempt(last))))
    }

    /// A session whose sign-in is on its way, under the number of its last attempt.
    public static func sampleAuthenticating(
        attempt: UInt64 = 1,
        try number: UInt32 = 1,
        _ phase: PendingRequest.Phase,
        seed: UInt64 = 42
    ) -> TokenState {
        .authenticating(
            Authenticating(
                attempts: AttemptSequence(seed: seed, last: Attempt(attempt)),
                request: PendingRequest(current: TokenTry(attempt: Attempt(attempt), number: number), phase: phase)))
    }

    /// A session that has `access` to hand out.
    public static func sampleValid(
        last: UInt64 = 1,
        access: HeldAccessToken,
        refusals: UInt32 = 0,
        _ renewal: Renewal,
        seed: UInt64 = 42
    ) -> TokenState {
        .valid(
            Valid(
                attempts: AttemptSequence(seed: seed, last: Attempt(last)),
                access: access,
                refusals: refusals,
                renewal: renewal))
    }

    /// A session that holds `refresh` alone.
    public static func sampleExpired(last: UInt64 = 1, refresh: HeldRefreshToken, seed: UInt64 = 42) -> TokenState {
        .expired(Expired(attempts: AttemptSequence(seed: seed, last: Attempt(last)), refresh: refresh))
    }

    /// A session that spends `refresh`, under the number of its last attempt.
    public static func sampleRefreshing(
        attempt: UInt64 = 2,
        try number: UInt32 = 1,
        _ phase: PendingRequest.Phase,
        refresh: HeldRefreshToken,
        access: HeldAccessToken? = nil,
        refusals: UInt32 = 0,
        coolDowns: UInt32 = 0,
        seed: UInt64 = 42
    ) -> TokenState {
        .refreshing(
            Refreshing(
                attempts: AttemptSequence(seed: seed, last: Attempt(attempt)),
                refresh: refresh,
                access: access,
                refusals: refusals,
                coolDowns: coolDowns,
                request: PendingRequest(current: TokenTry(attempt: Attempt(attempt), number: number), phase: phase)))
    }

    /// A session that failed.
    public static func sampleFailed(
        last: UInt64 = 2,
        _ failure: Failure,
        refresh: HeldRefreshToken? = nil,
        refusals: UInt32 = 0,
        coolDownEnd: Instant,
        coolDowns: UInt32 = 1,
        seed: UInt64 = 42
    ) -> TokenState {
        .failed(
            Failed(
                attempts: AttemptSequence(seed: seed, last: Attempt(last)),
                failure: failure,
                refresh: refresh,
                refusals: refusals,
                coolDownEnd: coolDownEnd,
                coolDowns: coolDowns))
    }
}
