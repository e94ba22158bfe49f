// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TicketparkAuth
import TokenMachine

/// Keeps what the processes of a run append.
final class SimulationRecorder: TransitionObserver {
    private(set) var events: Int64 = 0
    private(set) var cells: Set<SimulationResult.Cell> = []
    private var new: [(event: StoredEvent, label: SessionLabel)] = []

    func observe(_ stored: StoredEvent, in session: SessionLabel) {
        events += 1
        guard case .event(let event, let from, _) = stored.content else { return }
        cells.insert(SimulationResult.Cell(state: from, event: event.kind))
        new.append((stored, session))
    }

    func observe(_ error: LogError, in session: SessionLabel) {}

    /// What came since the last call.
    func takeNew() -> [(event: StoredEvent, label: SessionLabel)] {
        defer { new = [] }
        return new
    }
}
