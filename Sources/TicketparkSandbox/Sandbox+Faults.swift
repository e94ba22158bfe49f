// SPDX-License-Identifier: Apache-2.0

extension Sandbox {
    /// Lets upcoming token requests go wrong. Faults for the same grant type wait in a queue, in the order in which
    /// they were injected, each for one request.
    ///
    /// - Parameters:
    ///   - fault: what they meet.
    ///   - grantType: whose requests.
    ///   - times: how many of them, one after the other.
    ///   - skipping: how many upcoming ones come off unharmed first; with 2 the third from now is the first to fail.
    public func inject(_ fault: TokenFault, into grantType: GrantType, times: Int = 1, skipping: Int = 0) {
        precondition(times >= 0 && skipping >= 0, "a fault cannot come a negative number of times")
        state.withModel {
            $0.tokenFaults[grantType, default: FaultQueue()].insert(fault, times: times, skipping: skipping)
        }
    }

    /// Lets upcoming API calls go wrong; the same queue rules hold.
    public func inject(_ fault: APIFault, times: Int = 1, skipping: Int = 0) {
        precondition(times >= 0 && skipping >= 0, "a fault cannot come a negative number of times")
        state.withModel { $0.apiFaults.insert(fault, times: times, skipping: skipping) }
    }

    /// How many injected faults have not come yet.
    public var waitingFaults: Int {
        state.withModel { model in
            model.tokenFaults.values.reduce(model.apiFaults.waiting) { $0 + $1.waiting }
        }
    }

    /// Takes back all faults that have not come yet.
    public func clearFaults() {
        state.withModel { model in
            model.tokenFaults = [:]
            model.apiFaults.removeAll()
        }
    }

    /// Lets all answers go that a fault holds back now.
    public func releaseHeldAnswers() { state.gate.release() }

    /// Returns when a fault holds back at least so many answers.
    public func waitForHeldAnswers(atLeast count: Int = 1) async {
        await state.gate.waitForHeld(atLeast: count)
    }
}
