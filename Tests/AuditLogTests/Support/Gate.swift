// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Holds one thread up until it is opened, and tells when that thread has come.
final class Gate: Sendable {
    private let passage = DispatchSemaphore(value: 0)
    private let arrival = AsyncStream<Void>.makeStream()

    /// Waits, on the thread that is held up, until the gate is open.
    func wait() {
        arrival.continuation.yield()
        passage.wait()
    }

    /// Waits until somebody stands at the gate.
    func reached() async {
        for await _ in arrival.stream { return }
    }

    func open() {
        passage.signal()
    }
}
