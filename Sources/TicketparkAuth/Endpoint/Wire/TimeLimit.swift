// SPDX-License-Identifier: Apache-2.0

/// Work that is cancelled when its time has run out.
enum TimeLimit {
    /// Runs `work`, and cancels it when `wait` has returned first.
    ///
    /// - Parameter wait: Waits until time has run out, unless its task is cancelled.
    /// - Returns: What the work came to, and whether it was cancelled because time had run out: not where the caller was.
    static func run<Value: Sendable>(
        until wait: @escaping @Sendable () async throws -> Void, _ work: @escaping @Sendable () async -> Value
    ) async -> (value: Value, isLate: Bool) {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await work() }
            group.addTask {
                // Its one error is cancellation: the work has ended, or the caller has left.
                try? await wait()
                return nil
            }
            var isLate = false
            for await value in group {
                group.cancelAll()
                if let value { return (value, isLate) }
                isLate = !Task.isCancelled
            }
            preconditionFailure("one of the tasks ends with a value")
        }
    }
}
