// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

/// A mistake that a machine could make, and the promise that it breaks.
struct PlantedFault: Sendable, CustomTestStringConvertible {
    /// What the machine does.
    var sentence: String
    /// The promise that it breaks by that.
    var breaks: Invariant
    /// What the server does that sees a refresh token for the second time.
    var reuse = TokenPolicy.RefreshTokenReuse.harmless
    /// How many requests have to be on their way for the mistake to be made.
    var flights = 1
    /// Makes the mistake, where this is a step to make it in.
    var spoil: @Sendable (Step) -> Transition?

    var testDescription: String { sentence }

    /// The machine with this mistake in it.
    var machine: Machine {
        { state, event, policy in
            let right = reduce(state, event, policy: policy)
            return spoil(Step(before: state, event: event, policy: policy, transition: right)) ?? right
        }
    }

    static let all: [PlantedFault] = [
        PlantedFault(sentence: "hands out a token past its hard stop", breaks: .handsOutOnlyUsableTokens) { step in
            guard step.event.kind == .tokenRequested, case .valid(let held) = step.before,
                !held.access.isUsable(at: step.event.at)
            else { return nil }
            return step.transition.with { $0.effects.settle = .token(held.access.ref) }
        },
        PlantedFault(sentence: "sends again while callers pile up", breaks: .sendsOneRequestAtATime) { step in
            guard step.event.kind == .tokenRequested, case .refreshing(var held) = step.before,
                case .inFlight(let until) = held.request.phase, step.event.at < until, held.request.current.number == 1
            else { return nil }
            held.request.current.number = 2
            let request = TokenRequest(held.request.current, grantType: .refreshToken(held.refresh.ref))
            return Transition(.refreshing(held), Effects(send: request))
        },
        PlantedFault(sentence: "does not count a second try", breaks: .numbersEachTryOnce) { step in
            guard case .refreshing(var held) = step.after, case .backingOff = step.before.request?.phase,
                step.effects.send != nil
            else { return nil }
            held.request.current.number -= 1
            let request = TokenRequest(held.request.current, grantType: .refreshToken(held.refresh.ref))
            return step.transition.with {
                $0.state = .refreshing(held)
                $0.effects.send = request
            }
        },
        PlantedFault(sentence: "leaves the timer as it was", breaks: .wakesAtTheDeadline) { step in
            guard step.event.kind == .grantIssued, step.after.kind == .valid else { return nil }
            return step.transition.with { $0.effects.wake = nil }
        },
        PlantedFault(sentence: "forgets the refresh token that it has just got", breaks: .forgetsNothingThatIsHeld) {
            step in
            guard step.event.kind == .grantIssued, step.after.kind == .valid, let refresh = step.after.refresh,
                step.effects.forget.isEmpty
            else { return nil }
            return step.transition.with { $0.effects.forget = [refresh.ref] }
        },
        PlantedFault(sentence: "keeps the secrets at a sign-out", breaks: .letsGoOfNothingSilently) { step in
            guard step.event.kind == .signOutRequested else { return nil }
            return step.transition.with { $0.effects.forget = [] }
        },
        PlantedFault(sentence: "tries a denied password again", breaks: .neverRetriesADeniedPassword) { step in
            guard step.event.kind == .requestDenied, step.transition.disposition == .taken,
                case .authenticating(var held) = step.before, held.request.current.number == 1
            else { return nil }
            let until = step.event.at + .milliseconds(2)
            held.request.phase = .backingOff(until: until)
            let isLater = until != step.before.deadline(policy: step.policy)
            return Transition(.authenticating(held), Effects(wake: isLater ? .at(until) : nil))
        },
        PlantedFault(
            sentence: "ends a sign-in by the denial of an older one", breaks: .ignoresASupersededSignIn, flights: 2
        ) { step in
            guard case .requestDenied(let current, _) = step.event.fact, case .authenticating(let held) = step.before,
                current.attempt < held.request.current.attempt
            else { return nil }
            let failed = Failed(attempts: held.attempts, failure: .signInRejected, coolDownEnd: step.event.at)
            return Transition(.failed(failed), Effects(wake: .never, settle: .failed(.signInRejected)))
        },
        PlantedFault(sentence: "counts a refusal of another token", breaks: .ignoresWithoutEffect) { step in
            guard step.event.kind == .accessRejected, step.transition.disposition == .ignored(.late),
                case .valid(var held) = step.before, held.refusals == 0
            else { return nil }
            held.refusals = 1
            return step.transition.with { $0.state = .valid(held) }
        },
        PlantedFault(sentence: "lets callers wait for nothing", breaks: .givesWaitingCallersADeadline) { step in
            guard step.event.kind == .tokenRequested, step.before.kind == .failed, step.after == step.before
            else { return nil }
            return Transition(step.before, Effects(), .ignored(.joined))
        },
        PlantedFault(sentence: "tells nobody that a refresh was denied", breaks: .settlesWithEachArrival) { step in
            guard step.event.kind == .requestDenied, step.after.kind == .failed else { return nil }
            return step.transition.with { $0.effects.settle = nil }
        },
        PlantedFault(sentence: "ignores that a token has run out", breaks: .takesDeadlinesWhenTheyCome) { step in
            guard step.event.kind == .deadlineReached, step.after.kind == .expired else { return nil }
            return Transition(step.before, Effects(), .ignored(.early))
        },
        PlantedFault(sentence: "comes back to life after a sign-out", breaks: .holdsNothingOfWhatEnded) { step in
            guard case .grantIssued(_, let grant, spent: _?) = step.event.fact, step.before.kind == .unauthenticated
            else { return nil }
            return reduce(step.before, .grantAdopted(grant, at: step.event.at), policy: step.policy)
        },
        PlantedFault(
            sentence: "drops the refresh token when the server is away", breaks: .neverForgetsTheOnlyLiveRefreshToken
        ) { step in
            guard case .failed(var held) = step.after, step.effects.settle == .failed(.unavailable),
                let refresh = held.refresh, step.effects.forget.isEmpty
            else { return nil }
            held.refresh = nil
            return step.transition.with {
                $0.state = .failed(held)
                $0.effects.forget = [refresh.ref]
                $0.effects.wake = .never
            }
        },
        PlantedFault(
            sentence: "does not know that a second use revokes", breaks: .neverSpendsTwiceWhatRevokes,
            reuse: .revokesFamily
        ) { step in
            var policy = step.policy
            policy.refreshTokenReuse = .harmless
            return reduce(step.before, step.event, policy: policy)
        },
    ]
}

extension Transition {
    /// This transition, but for a change.
    fileprivate func with(_ change: (inout Transition) -> Void) -> Transition {
        var transition = self
        change(&transition)
        return transition
    }
}
