// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A wall clock that moves when a test moves it.
final class HandClock: Sendable {
    private let time: Mutex<Int64>

    /// A clock that shows that many microseconds since the Unix epoch.
    init(microseconds: Int64) {
        time = Mutex(microseconds)
    }

    var microseconds: Int64 {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}
