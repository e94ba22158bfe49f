// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Holds answers back until they are released.
final class AnswerGate: Sendable {
    private struct State {
        var held: [AsyncStream<Never>.Continuation] = []
        var watchers: [(count: Int, continuation: AsyncStream<Never>.Continuation)] = []

        /// Takes out the watchers whose count is reached.
        mutating func takeWatchers() -> [AsyncStream<Never>.Continuation] {
            let count = held.count
            let reached = watchers.filter { $0.count <= count }
            watchers.removeAll { $0.count <= count }
            return reached.map(\.continuation)
        }
    }

    private let state = Mutex(State())

    /// Returns when ``release()`` is called, or when the task is cancelled.
    func wait() async {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        let reached = state.withLock { state in
            state.held.append(continuation)
            return state.takeWatchers()
        }
        reached.forEach { $0.finish() }
        for await _ in stream {}
    }

    /// Lets every answer go that is held now.
    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        held.forEach { $0.finish() }
    }

    /// Returns when at least so many answers are held.
    func waitForHeld(atLeast count: Int) async {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        let reached = state.withLock { state in
            state.watchers.append((count, continuation))
            return state.takeWatchers()
        }
        reached.forEach { $0.finish() }
        for await _ in stream {}
    }
}
