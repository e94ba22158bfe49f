// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Values that tasks collect.
final class Collected<Value: Hashable & Sendable>: Sendable {
    private let values = Mutex<Set<Value>>([])

    /// All so far.
    var all: Set<Value> { values.withLock { $0 } }

    func add(_ value: Value) {
        values.withLock { _ = $0.insert(value) }
    }
}
