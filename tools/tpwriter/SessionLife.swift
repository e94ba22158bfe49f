// SPDX-License-Identifier: Apache-2.0

package import AuditLog
package import TokenMachine
import TokenMachineTesting

/// Makes up what happens to one session, as it would if a server answered most of the time: sign-ins, tokens that are
/// kept in the vault, renewals, faults, and callers that need a token.
package struct SessionLife {
    private let label: SessionLabel
    private let policy = TokenPolicy.ticketpark
    private var state = TokenState.initial(seed: 0)
    private var now = Instant(milliseconds: 1_700_000_000_000)
    private var random: SplitMix64
    private var lastToken = 0

    /// The life of the session of that label: the same one for the same seed, as long as nobody else appends to it.
    package init(of label: SessionLabel, seed: UInt64) {
        self.label = label
        random = SplitMix64(seed: seed)
    }

    /// What happens next.
    ///
    /// - Parameter name: Names a token as the log does.
    package mutating func next(
        id: EventID, note: String? = nil, naming name: (Secret) -> TokenRef
    ) -> AppendRequest {
        now = now + .milliseconds(Int64(random.below(2000)))
        var secrets: [VaultedToken] = []
        let fact = nextFact(naming: name, &secrets)
        state = reduce(state, TokenEvent(fact, at: now), policy: policy).state
        return AppendRequest(id: id, .event(fact, label, policy: policy, secrets: secrets), at: now, note: note)
    }

    /// Goes on from what the log made of what happened.
    package mutating func follow(_ outcomes: [AppendOutcome]) {
        guard case .appended(let stored)? = outcomes.last, let transition = stored.transition else { return }
        state = transition.state
        now = max(now, stored.at)
    }

    private mutating func nextFact(
        naming name: (Secret) -> TokenRef, _ secrets: inout [VaultedToken]
    ) -> TokenEvent.Fact {
        if let request = state.request, case .inFlight = request.phase, random.chance(permille: 800) {
            if random.chance(permille: 100) {
                return .requestFaulted(request.current, Fault(.serverError, status: 500, reached: .maybe))
            }
            let grant = newGrant(naming: name, &secrets)
            return .grantIssued(request.current, grant, spent: state.refresh?.ref)
        }
        if let deadline = state.deadline(policy: policy), random.chance(permille: 500) {
            now = max(now, deadline)
            return .deadlineReached
        }
        switch random.below(20) {
        case 0: return .signOutRequested(burn: false)
        case 1: return .grantAdopted(newGrant(naming: name, &secrets))
        case 2: return .signInRequested
        case 3...5: return state.access.map { .accessRejected($0.ref) } ?? .signInRequested
        default: return state.refresh == nil && state.request == nil ? .signInRequested : .tokenRequested
        }
    }

    private mutating func newGrant(
        naming name: (Secret) -> TokenRef, _ secrets: inout [VaultedToken]
    ) -> Grant {
        lastToken += 1
        let tokens: [VaultedToken] = [TokenKind.access, .refresh].map { kind in
            let secret = Secret("\(kind) \(lastToken) \(random.next())")
            return VaultedToken(ref: name(secret), kind: kind, secret: secret)
        }
        secrets += tokens
        return Grant(
            access: GrantedAccessToken(ref: tokens[0].ref, lifetime: .seconds(600)), refresh: tokens[1].ref,
            requestedAt: now)
    }
}
