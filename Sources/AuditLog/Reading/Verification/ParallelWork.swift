// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Something that is worked out on another thread while the caller goes on.
final class ParallelWork<Value: Sendable>: Sendable {
    private let result = Mutex<Value?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    /// Begins it.
    init(_ body: @escaping @Sendable () -> Value) {
        let work: @Sendable () -> Void = {
            let value = body()
            self.result.withLock { $0 = value }
            self.isDone.signal()
        }
        // Without another thread it is done right here.
        if !WorkThread.start(work) { work() }
    }

    /// Waits until it is done, and answers what came of it. Only to be asked once.
    func wait() -> Value? {
        isDone.wait()
        return result.withLock { $0 }
    }
}
