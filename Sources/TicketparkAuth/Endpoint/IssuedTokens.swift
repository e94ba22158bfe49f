// SPDX-License-Identifier: Apache-2.0

package import AuditLog
package import TokenMachine

/// What the token endpoint issued (RFC 6749 section 5.1).
package struct IssuedTokens: Hashable, Sendable {
    /// The longest lifetime that is believed.
    package static let longestLifetime = Interval.days(365)

    /// The access token, of b64token characters (RFC 6750 section 2.1), so that it can stand in a header.
    package var access: Secret
    /// The refresh token, where one came.
    package var refresh: Secret?
    /// The lifetime that the server told, or `nil` where it told none that makes sense.
    package var lifetime: Interval?

    /// These tokens.
    package init(access: Secret, refresh: Secret?, lifetime: Interval?) {
        self.access = access
        self.refresh = refresh
        self.lifetime = lifetime
    }

    /// Whether the policy's default stands in for a lifetime. The log notes it.
    package var isLifetimeAssumed: Bool {
        lifetime == nil
    }
}
