// SPDX-License-Identifier: Apache-2.0

import AuditLog
package import TokenMachine

extension Interpreter {
    /// When ``tick()`` is to be called at the latest; `nil` for never.
    package var nextWake: Instant? {
        timers.next { label, time in sessions[label]?.wake == time }
    }

    /// Whether callers wait for something that another process may be doing, so that the log is to be looked at.
    package var isAwaiting: Bool { !awaited.isEmpty }

    /// Does what has come due.
    package func tick() {
        follow()
        let now = clock.now
        // Only what is due now: what a session sets anew comes in the next round.
        var due: [LiveSession] = []
        while let (label, time) = timers.takeDue(at: now) {
            guard let session = sessions[label], session.wake == time else { continue }
            session.wake = nil
            due.append(session)
        }
        var logError: LogError?
        for session in due {
            handle(session, at: now, logError: &logError)
            setTimer(session)
        }
        commitPending()
    }

    private func handle(_ session: LiveSession, at now: Instant, logError: inout LogError?) {
        dismissLateCallers(session, at: now)
        if let retry = session.logRetry {
            guard retry <= now else { return }
            // A log that was found wanting a moment ago, for another session, is not tried once more for this one.
            if let logError { return note(logError, in: session) }
            session.logRetry = nil
            attempt(in: session) { () throws(LogError) in try flush(session) }
            guard session.logRetry == nil else {
                if session.logError?.mayConcernOneEvent == false { logError = session.logError }
                return
            }
            session.logError = nil
            serve(session)
        }
        guard !isShuttingDown, let deadline = session.state.deadline(policy: policy), deadline <= now else { return }
        attempt(in: session) { () throws(LogError) in try reachDeadline(deadline, of: session, at: now) }
    }

    private func reachDeadline(_ deadline: Instant, of session: LiveSession, at now: Instant) throws(LogError) {
        guard case .authenticating(let held) = session.state,
            session.credentials?.attempt != held.request.current.attempt
        else {
            return enqueue(.deadlineReached, in: session, cause: session.deadlineCause)
        }
        // Only the process that has the password can try again. It gets one more time limit, unless it is gone.
        let patience = deadline + policy.requestTimeLimit
        if now < patience, try !isSenderGone(held.request.current, of: session) {
            session.patience = patience
            return
        }
        enqueue(.attemptInterrupted(held.request.current.attempt), in: session, cause: session.deadlineCause)
    }

    private func isSenderGone(_ current: TokenTry, of session: LiveSession) throws(LogError) -> Bool {
        guard let id = session.id, let sender = try log.sender(of: current, in: id) else { return true }
        return try log.isGone(writer: sender)
    }

    /// Goes on from `instant`, if that is later than now. Whoever waits goes on waiting as long as before: it was the
    /// clock that moved, not time.
    func advanceClock(to instant: Instant) {
        let lead = clock.advance(to: instant)
        guard lead > .zero else { return }
        for session in awaited.compactMap({ sessions[$0] }) {
            session.tokenCallers.postpone(by: lead)
            session.signInCallers.postpone(by: lead)
            setTimer(session)
        }
    }

    /// Sets the timer of a session to the first thing that it waits for.
    func setTimer(_ session: LiveSession) {
        var time = min(session.tokenCallers.earliestLimit, session.signInCallers.earliestLimit)
        if let retry = session.logRetry {
            time = min(time, retry)
        } else if !isShuttingDown, let deadline = session.state.deadline(policy: policy) {
            if let patience = session.patience, patience < deadline || clock.now >= patience {
                session.patience = nil
            }
            time = min(time, max(deadline, session.patience ?? deadline))
        } else if isShuttingDown, let limit = limitOfOwnRequest(in: session), limit > clock.now {
            time = min(time, limit)
        }
        let wake = time < .distantFuture ? time : nil
        guard wake != session.wake else { return }
        session.wake = wake
        guard let wake else { return }
        timers.set(wake, for: session.label)
        if timers.count > 2 * sessions.count + 1000 {
            timers.compact { label, time in sessions[label]?.wake == time }
        }
    }
}
