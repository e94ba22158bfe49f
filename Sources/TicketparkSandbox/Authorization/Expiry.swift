// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The server's notion of expiry: it compares whole seconds, `time() > expiresAt`, so that a token is good
/// through the whole of its last second.
enum Expiry {
    static func end(of lifetime: Duration, from now: Date) -> Date {
        Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down) + Double(lifetime.components.seconds))
    }

    static func isAlive(until expiry: Date, at now: Date) -> Bool {
        now.timeIntervalSince1970.rounded(.down) <= expiry.timeIntervalSince1970
    }
}
