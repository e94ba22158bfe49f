// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

/// What a session did under its policy, and what it most likely would have done under another one.
package struct WhatIf: Hashable, Sendable {
    /// What a run came to.
    package struct Figures: Hashable, Sendable {
        /// How many refreshes were begun.
        package var refreshes: Int64 = 0
        /// How many token requests were sent.
        package var tries: Int64 = 0
        /// How many times the session failed, or its renewal was held back.
        package var failures: Int64 = 0
        /// For how long no token could be handed out, from the first one on and while somebody was signed in.
        package var withoutToken: Interval = .zero

        private var hasHadToken = false
    }

    /// The label of the session.
    package var session: String
    /// What the log says.
    package var recorded: Figures
    /// What a simulation of the policy that was in force comes to. How far it is from what was recorded is how far
    /// simulations of this history can be trusted.
    package var samePolicy: Figures
    /// What a simulation of the other policy comes to: compare it with the other simulation, and not with the record.
    package var otherPolicy: Figures
    /// The first event that would have been decided differently.
    package var firstDivergence: ReplayDivergence?
}

extension WhatIf.Figures {
    /// Takes a transition, and the time that the state before it lasted.
    mutating func add(_ transition: Transition, from before: TokenState, since: Instant, until: Instant) {
        if let request = transition.effects.send {
            tries += 1
            if request.current.number == 1, case .refreshToken = request.grantType { refreshes += 1 }
        }
        if let failure = transition.state.visibleFailure, failure != before.visibleFailure { failures += 1 }
        pass(before, since: since, until: until)
    }

    /// Lets time pass in a state.
    mutating func pass(_ state: TokenState, since: Instant, until: Instant) {
        if state.access != nil { hasHadToken = true }
        guard hasHadToken, until > since else { return }
        switch state {
        case .unauthenticated: return
        case .authenticating, .valid, .expired, .refreshing, .failed: break
        }
        let usable = state.access.map { max(.zero, min(until, $0.hardStop) - since) } ?? .zero
        withoutToken = withoutToken + ((until - since) - usable)
    }

    var value: LogValue {
        .object([
            LogValue.Field("refreshes", .integer(refreshes)), LogValue.Field("tries", .integer(tries)),
            LogValue.Field("failures", .integer(failures)),
            LogValue.Field("without_token_ms", .integer(withoutToken.milliseconds)),
        ])
    }
}

extension WhatIf {
    /// The names of the fields, in their order.
    package static let fieldNames = ["session", "recorded", "same_policy", "other_policy", "first_divergence"]

    /// The comparison as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("session", .text(session)), LogValue.Field("recorded", recorded.value),
            LogValue.Field("same_policy", samePolicy.value), LogValue.Field("other_policy", otherPolicy.value),
            LogValue.Field("first_divergence", .optional(firstDivergence) { $0.value }),
        ])
    }
}
