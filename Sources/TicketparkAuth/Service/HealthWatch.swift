// SPDX-License-Identifier: Apache-2.0

import AuditLog
import DequeModule
import Synchronization

/// Tells one listener of changes of health, one after the other. A listener that is slow misses what was true for a
/// moment, never how a session stands last; and nobody waits for it.
final class HealthWatch: Sendable {
    private struct Backlog {
        var order: Deque<SessionLabel> = []
        var newest: [SessionLabel: HealthChange] = [:]
        var isTelling = false
        var isFinished = false
    }

    private let backlog = Mutex(Backlog())
    private let taskExecutor: (any TaskExecutor)?
    private let listener: @Sendable (HealthChange) async -> Void

    init(taskExecutor: (any TaskExecutor)?, _ listener: @escaping @Sendable (HealthChange) async -> Void) {
        self.taskExecutor = taskExecutor
        self.listener = listener
    }

    /// Has the listener told.
    func tell(_ change: HealthChange) {
        backlog.withLock { backlog in
            guard !backlog.isFinished else { return }
            if backlog.newest.updateValue(change, forKey: change.session) == nil {
                backlog.order.append(change.session)
            }
            guard !backlog.isTelling else { return }
            backlog.isTelling = true
            Task(executorPreference: taskExecutor) { await self.tellAll() }
        }
    }

    /// Tells no more. What the listener does at the moment is not waited for, as it may be what ends the service.
    func finish() {
        backlog.withLock { backlog in
            backlog.isFinished = true
            backlog.order = []
            backlog.newest = [:]
        }
    }

    private func tellAll() async {
        while let change = next() { await listener(change) }
    }

    private func next() -> HealthChange? {
        backlog.withLock { backlog in
            guard let label = backlog.order.popFirst() else {
                backlog.isTelling = false
                return nil
            }
            return backlog.newest.removeValue(forKey: label)
        }
    }
}
