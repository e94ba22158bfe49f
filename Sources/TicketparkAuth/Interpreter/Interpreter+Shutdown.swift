// SPDX-License-Identifier: Apache-2.0

package import AuditLog
import TokenMachine

extension Interpreter {
    /// Begins to shut down: callers are told, and nothing new is begun.
    package func beginShutdown() {
        isShuttingDown = true
        for session in sessions.values {
            let waiters = session.tokenCallers.take().map(\.waiter) + session.signInCallers.take().map(\.waiter)
            for waiter in waiters { waiter.resume(.failure(TokenError.shuttingDown)) }
            noteAwaited(session)
            setTimer(session)
        }
    }

    /// Whether nothing of this process is on its way that is worth waiting for: no request in flight within its time
    /// limit, and no answer that the log could not take yet. A back-off is not waited for: it goes on with whoever
    /// opens the log next.
    package var isDrained: Bool {
        let now = clock.now
        return sessions.values.allSatisfy { session in
            session.unlogged.isEmpty && limitOfOwnRequest(in: session) ?? .distantPast <= now
        }
    }

    /// Until when a request of this process is in flight, where there is one.
    func limitOfOwnRequest(in session: LiveSession) -> Instant? {
        guard let request = session.state.request, session.exchanges.contains(request.current),
            case .inFlight(let until) = request.phase
        else { return nil }
        return until
    }

    /// Ends: readers hear no more, and the log is closed.
    package func finishShutdown() throws(LogError) {
        isClosed = true
        for session in sessions.values { session.published.finish() }
        try log.close()
    }
}
