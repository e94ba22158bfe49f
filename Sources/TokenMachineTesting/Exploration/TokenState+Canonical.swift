// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension TokenState {
    /// Puts to the same value what no transition reads any more.
    mutating func normalize(policy: TokenPolicy) {
        let attempts = AttemptSequence(seed: 0, last: World.lastAttempt)
        switch self {
        case .unauthenticated:
            self = .unauthenticated(Unauthenticated(attempts: attempts))
        case .authenticating(var state):
            state.attempts = attempts
            state.request.normalize()
            self = .authenticating(state)
        case .valid(var state):
            state.attempts = attempts
            state.access.normalize()
            state.refusals = state.refusals.counted(upTo: policy.maxRejections)
            state.renewal.normalize(policy: policy)
            self = .valid(state)
        case .expired(var state):
            state.attempts = attempts
            state.refresh.normalize(keepsAlive: true, policy: policy)
            self = .expired(state)
        case .refreshing(var state):
            state.attempts = attempts
            state.refresh.normalize(keepsAlive: false, policy: policy)
            state.access?.normalize()
            state.refusals = state.refusals.counted(upTo: policy.maxRejections)
            state.coolDowns = min(state.coolDowns, 1)
            state.request.normalize()
            self = .refreshing(state)
        case .failed(var state):
            state.attempts = attempts
            state.refresh?.normalize(keepsAlive: false, policy: policy)
            state.refusals = state.refusals.counted(upTo: policy.maxRejections)
            // From the second in a row on, the plan's cool-downs are all as long.
            state.coolDowns = 1
            state.coolDownEnd = state.recovery == nil ? World.now : state.coolDownEnd.clamped()
            self = .failed(state)
        }
    }

    /// Renames the tokens that this state holds, the access token first.
    mutating func rename(_ names: inout RefNames) {
        switch self {
        case .unauthenticated, .authenticating:
            break
        case .valid(var state):
            state.access.ref = names.name(state.access.ref)
            switch state.renewal {
            case .due(let time, var refresh):
                refresh.ref = names.name(refresh.ref)
                state.renewal = .due(at: time, refresh)
            case .heldBack(let failure, var refresh):
                refresh.ref = names.name(refresh.ref)
                state.renewal = .heldBack(failure, refresh)
            case .impossible:
                break
            }
            self = .valid(state)
        case .expired(var state):
            state.refresh.ref = names.name(state.refresh.ref)
            self = .expired(state)
        case .refreshing(var state):
            if var access = state.access {
                access.ref = names.name(access.ref)
                state.access = access
            }
            state.refresh.ref = names.name(state.refresh.ref)
            self = .refreshing(state)
        case .failed(var state):
            if var refresh = state.refresh {
                refresh.ref = names.name(refresh.ref)
                state.refresh = refresh
            }
            self = .failed(state)
        }
    }
}

extension Renewal {
    fileprivate mutating func normalize(policy: TokenPolicy) {
        switch self {
        case .due(let time, var refresh):
            refresh.normalize(keepsAlive: true, policy: policy)
            self = .due(at: time.clamped(), refresh)
        case .heldBack(let failure, var refresh):
            refresh.normalize(keepsAlive: false, policy: policy)
            self = .heldBack(failure, refresh)
        case .impossible:
            break
        }
    }
}

extension UInt32 {
    /// This count, or the last one before `limit`: one more refusal then fails, however many there were.
    fileprivate func counted(upTo limit: UInt32) -> UInt32 {
        Swift.min(self, limit &- 1)
    }
}
