// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that closures may count up.
final class Count: Sendable {
    private let number = Mutex(0)

    var value: Int {
        get { number.withLock { $0 } }
        set { number.withLock { $0 = newValue } }
    }
}
