// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TokenMachine

/// Whether a request may be on its way to the server yet.
final class Sending: Sendable {
    private let hasBegun = Mutex(false)

    /// Notes that from now on it may.
    func begin() {
        hasBegun.withLock { $0 = true }
    }

    /// Whether the server may have seen it.
    var reach: Reach {
        hasBegun.withLock { $0 } ? .maybe : .no
    }
}
