// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// A thread of its own for the one actor that waits for the disk, so that it keeps no thread of the shared pool from
/// others.
package final class LogExecutor: SerialExecutor {
    private let queue: DispatchQueue

    package init(name: String) {
        queue = DispatchQueue(label: name)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            job.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}
