// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A caller that waits for an answer, once. Whoever answers first wins: the session, the caller's own time limit, or
/// its cancellation.
package final class Waiter<Value: Sendable>: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Value, any Error>)
        case answered(Result<Value, any Error>)
    }

    private let state = Mutex(State.idle)

    package init() {}

    /// The answer, where there is one.
    package var answer: Result<Value, any Error>? {
        state.withLock { state in
            switch state {
            case .answered(let answer): answer
            case .idle, .waiting: nil
            }
        }
    }

    /// Answers, unless that has happened.
    package func resume(_ answer: Result<Value, any Error>) {
        let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            switch state {
            case .answered:
                return nil
            case .idle:
                state = .answered(answer)
                return nil
            case .waiting(let continuation):
                state = .answered(answer)
                return continuation
            }
        }
        continuation?.resume(with: answer)
    }

    /// Waits for the answer. A cancelled caller leaves at once and disturbs nobody.
    package func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = state.withLock { state -> Result<Value, any Error>? in
                    if case .answered(let answer) = state { return answer }
                    state = .waiting(continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            resume(.failure(CancellationError()))
        }
    }
}
