// SPDX-License-Identifier: Apache-2.0

/// How this package names itself to servers.
package enum UserAgent {
    /// The package's version.
    package static let version = "0.1.0"

    /// The value of the `User-Agent` header (RFC 9110 section 10.1.5).
    package static let value = "ticketpark-auth/\(version)"
}
