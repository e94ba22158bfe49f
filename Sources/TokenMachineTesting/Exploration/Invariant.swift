// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// A promise of the machine that every step keeps, whatever happened before.
public struct Invariant: Sendable {
    /// The promise, as a sentence.
    public var name: String
    /// Whether a step keeps it.
    public var holds: @Sendable (Step) -> Bool

    /// A promise of that name.
    public init(_ name: String, holds: @escaping @Sendable (Step) -> Bool) {
        self.name = name
        self.holds = holds
    }

    /// All of them.
    public static let all: [Invariant] = [
        handsOutOnlyUsableTokens, sendsOneRequestAtATime, numbersEachTryOnce, wakesAtTheDeadline,
        forgetsNothingThatIsHeld, letsGoOfNothingSilently, neverRetriesADeniedPassword, ignoresASupersededSignIn,
        ignoresWithoutEffect, givesWaitingCallersADeadline, settlesWithEachArrival, takesDeadlinesWhenTheyCome,
        holdsNothingOfWhatEnded, neverForgetsTheOnlyLiveRefreshToken, neverSpendsTwiceWhatRevokes,
    ]

    /// The promises of `all` that `step` breaks.
    public static func broken(by step: Step) -> [Invariant] {
        all.filter { !$0.holds(step) }
    }
}
