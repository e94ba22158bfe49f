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
        try await withTaskGroup(of: Result<Value, any Error>?.self) { group in
            group.addTask {
                do {
                    return .success(try await work())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask { [wait] in
                // Its one error is cancellation: the work has ended, or the caller has left.
                try? await wait()
                return nil
            }
            let first = await group.next() ?? nil
            let hasPassed = first == nil && !Task.isCancelled
            group.cancelAll()
            if let first { return first }
            let last = await group.next() ?? nil
            guard let last else { return .failure(CancellationError()) }
            guard case .failure(let error) = last, hasPassed else { return last }
            return .failure(Passed(last: error))
        }.get()
    }
}
