// SPDX-License-Identifier: Apache-2.0

package import TokenMachine

extension TokenState {
    /// The instant at which something was due in this state, where nothing happened until so long after it that
    /// somebody should know: its process was not there, or could not write.
    ///
    /// - Parameter next: When something happened next.
    package func missedDeadline(until next: Instant, policy: TokenPolicy) -> Instant? {
        guard let due = deadline(policy: policy), due > .distantPast, next - due > TokenState.noticedDelay else {
            return nil
        }
        return due
    }

    /// A timer that goes off so much late was not late by itself.
    private static let noticedDelay = Interval.seconds(30)
}
