// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension TokenState {
    /// Moves every instant of this state by `interval`.
    public mutating func shift(by interval: Interval) {
        switch self {
        case .unauthenticated:
            break
        case .authenticating(var state):
            state.request.shift(by: interval)
            self = .authenticating(state)
        case .valid(var state):
            state.access.shift(by: interval)
            switch state.renewal {
            case .due(let time, var refresh):
                refresh.shift(by: interval)
                state.renewal = .due(at: time + interval, refresh)
            case .heldBack(let failure, var refresh):
                refresh.shift(by: interval)
                state.renewal = .heldBack(failure, refresh)
            case .impossible:
                break
            }
            self = .valid(state)
        case .expired(var state):
            state.refresh.shift(by: interval)
            self = .expired(state)
        case .refreshing(var state):
            state.refresh.shift(by: interval)
            state.access?.shift(by: interval)
            state.request.shift(by: interval)
            self = .refreshing(state)
        case .failed(var state):
            state.refresh?.shift(by: interval)
            state.coolDownEnd = state.coolDownEnd + interval
            self = .failed(state)
        }
    }
}

extension HeldAccessToken {
    fileprivate mutating func shift(by interval: Interval) {
        issuedAt = issuedAt + interval
        hardStop = hardStop + interval
    }
}

extension HeldRefreshToken {
    fileprivate mutating func shift(by interval: Interval) {
        issuedAt = issuedAt + interval
    }
}

extension PendingRequest {
    fileprivate mutating func shift(by interval: Interval) {
        switch phase {
        case .inFlight(let until): phase = .inFlight(until: until + interval)
        case .backingOff(let until): phase = .backingOff(until: until + interval)
        }
    }
}
