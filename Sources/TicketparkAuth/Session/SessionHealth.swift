// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// Whether a session can serve its callers, and for how long.
public enum SessionHealth: Hashable, Sendable {
    /// Callers are served, and the session renews itself.
    case usable
    /// A sign-in is on its way.
    case signingIn
    /// Callers are served for that many more seconds, 0 where they are served no more; the session may recover.
    case degraded(Failure, secondsLeft: Int)
    /// Only a new sign-in helps.
    case needsSignIn(Failure)

    /// Whether only a new sign-in helps.
    public var needsSignIn: Bool {
        switch self {
        case .needsSignIn: true
        case .usable, .signingIn, .degraded: false
        }
    }

    /// Whether the two differ in nothing but the seconds left.
    func isSameKind(as other: SessionHealth) -> Bool {
        switch (self, other) {
        case (.degraded(let failure, _), .degraded(let otherFailure, _)): failure == otherFailure
        default: self == other
        }
    }

    /// The health of a session in `state` at `now`.
    package init(_ state: TokenState, at now: Instant) {
        switch state {
        case .unauthenticated:
            self = .needsSignIn(.notSignedIn)
        case .authenticating:
            self = .signingIn
        case .valid(let held):
            self.init(held, at: now)
        case .expired:
            self = .usable
        case .refreshing(let held):
            self.init(held, at: now)
        case .failed(let held):
            self = held.recovery == nil ? .needsSignIn(held.failure) : .degraded(held.failure, secondsLeft: 0)
        }
    }

    private init(_ held: Valid, at now: Instant) {
        let left = SessionHealth.seconds(held.access, at: now)
        switch held.renewal {
        case .due: self = .usable
        case .heldBack(let failure, _): self = .degraded(failure, secondsLeft: left)
        case .impossible: self = .degraded(.noRefreshToken, secondsLeft: left)
        }
    }

    private init(_ held: Refreshing, at now: Instant) {
        switch held.request.phase {
        case .inFlight where held.request.current.number == 1 && held.coolDowns == 0:
            self = .usable
        case .inFlight, .backingOff:
            let left = held.usableAccess(at: now).map { SessionHealth.seconds($0, at: now) }
            self = .degraded(.unavailable, secondsLeft: left ?? 0)
        }
    }

    private static func seconds(_ access: HeldAccessToken, at now: Instant) -> Int {
        Int(clamping: max(0, (access.hardStop - now).milliseconds / 1000))
    }
}
