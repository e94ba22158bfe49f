// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// What is true of every history, whatever happens in it.
public struct Law: Sendable {
    /// The law, as a sentence.
    public var name: String
    /// The name of the static property that holds it, for tests that are written down.
    public var symbol: String
    /// How a history breaks it; `nil` where it does not.
    public var violation: @Sendable (History) -> String?

    /// A law of that name.
    public init(_ name: String, symbol: String, violation: @escaping @Sendable (History) -> String?) {
        self.name = name
        self.symbol = symbol
        self.violation = violation
    }

    /// All of them. `shiftsWithTime` is true only of histories without hostile events, whose instants may lie at the
    /// ends of time.
    public static let all: [Law] = [
        replaysFromBytes, ignoresWithoutEffect, keepsItsPromises, countsAttemptsUp, shiftsWithTime,
    ]
}
