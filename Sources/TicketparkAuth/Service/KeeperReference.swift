// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Leads back to the keeper from what the keeper owns.
final class KeeperReference: Sendable {
    private struct Content {
        weak var keeper: SessionKeeper?
    }

    private let content = Mutex(Content())

    /// The keeper, while there is one.
    var keeper: SessionKeeper? {
        get { content.withLock { $0.keeper } }
        set { content.withLock { $0.keeper = newValue } }
    }
}
