// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where callers and answers wait for the keeper, which may be busy with the disk: what came meanwhile it takes
/// together, in one commit.
final class KeeperMailbox: Sendable {
    private let arrivals = Mutex<[Interpreter.Arrival]>([])

    /// Puts something in.
    ///
    /// - Returns: Whether the keeper has to be told: nothing was there before.
    func put(_ arrival: Interpreter.Arrival) -> Bool {
        arrivals.withLock { arrivals in
            arrivals.append(arrival)
            return arrivals.count == 1
        }
    }

    /// Takes everything out.
    func takeAll() -> [Interpreter.Arrival] {
        arrivals.withLock { arrivals in
            defer { arrivals = [] }
            return arrivals
        }
    }
}
