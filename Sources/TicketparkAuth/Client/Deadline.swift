// SPDX-License-Identifier: Apache-2.0

/// The moment by which something has to be over.
struct Deadline: Sendable {
    /// Thrown by ``run(_:)`` when the moment came first.
    struct Passed: Error {
        /// What the work threw when it was broken off.
        let last: any Error
    }

    private let wait: @Sendable () async throws -> Void

    /// The moment so long from now, by that clock.
    init<Time: Clock>(in limit: Duration, by clock: Time) where Time.Duration == Duration {
        let end = clock.now.advanced(by: limit)
        wait = { try await clock.sleep(until: end, tolerance: nil) }
    }

    /// Runs `work`, and cancels it when the moment comes first.
    ///
    /// It returns when the work has ended, so work that ignores its cancellation holds it up. A value that is there in
    /// that very moment is still returned.
    ///
    /// - Throws: ``Passed``, or what the work throws.
    func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let (result, isLate) = await TimeLimit.run(until: wait) { () -> Result<Value, any Error> in
            do {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        guard case .failure(let error) = result, isLate else { return try result.get() }
        throw Passed(last: error)
    }
}
