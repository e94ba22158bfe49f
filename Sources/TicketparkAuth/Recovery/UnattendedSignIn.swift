// SPDX-License-Identifier: Apache-2.0

import AuditLog
import DequeModule
import TokenMachine

/// Signs sessions in that need it, with what a ``CredentialSource`` gives. A few at a time, as all sessions may come to
/// need it at once.
actor UnattendedSignIn {
    /// A sign-in, where the session still needs one for that reason; returns when it has ended, or throws where it
    /// failed.
    typealias SignIn =
        @Sendable (_ session: SessionLabel, _ credentials: UserCredentials, _ failure: Failure) async throws -> Void

    /// That a session needs a sign-in.
    private struct Need {
        var failure: Failure
        /// How often that was told.
        var tellings = 0
        /// How many times in a row that was tried to no avail.
        var tries: UInt32 = 0
        /// Whether it is left alone until its credentials change.
        var isLeftAlone = false
        /// Whether it is being tried, or waits for its turn.
        var isBeingTried = false
        /// Whether its credentials have changed since they were last used.
        var areCredentialsNew = false
    }

    private let source: any CredentialSource
    private let policy: TokenPolicy
    private let clock: MachineClock
    private let taskExecutor: (any TaskExecutor)?
    private let signIn: SignIn
    private var needs: [SessionLabel: Need] = [:]
    private var queue: Deque<SessionLabel> = []
    private var tasks: [SessionLabel: Task<Void, Never>] = [:]
    private var timers = TimerHeap()
    private var timer: (task: Task<Void, Never>, time: Instant)?
    private var isFinished = false

    init(
        source: any CredentialSource, policy: TokenPolicy, clock: MachineClock, taskExecutor: (any TaskExecutor)?,
        signIn: @escaping SignIn
    ) {
        self.source = source
        self.policy = policy
        self.clock = clock
        self.taskExecutor = taskExecutor
        self.signIn = signIn
    }

    /// Takes note of how a session stands.
    func note(_ change: HealthChange) {
        switch change.health {
        case .usable, .degraded:
            needs[change.session] = nil
        case .signingIn:
            // Whoever signs in: what comes of it is told.
            break
        case .needsSignIn(let failure):
            var need = needs[change.session] ?? Need(failure: failure)
            need.failure = failure
            need.tellings += 1
            let isRefusal = failure == .signInRejected || failure == .notSignedIn && change.isOfSignOut
            need.isLeftAlone = isRefusal && !need.areCredentialsNew
            needs[change.session] = need
            tryInTime(change.session)
        }
    }

    /// Takes note that the source has other credentials for a session.
    func credentialsChanged(for session: SessionLabel) {
        guard needs[session] != nil else { return }
        renew(session)
        tryInTime(session)
    }

    private func renew(_ session: SessionLabel) {
        needs[session]?.areCredentialsNew = true
        needs[session]?.isLeftAlone = false
        needs[session]?.tries = 0
    }

    /// Ends what is under way, and begins nothing more.
    func finish() {
        isFinished = true
        for task in tasks.values { task.cancel() }
        timer?.task.cancel()
        (tasks, queue, timer) = ([:], [], nil)
    }

    /// Has the session tried at once, or where that was to no avail before, after a pause.
    private func tryInTime(_ session: SessionLabel) {
        guard let need = needs[session], !need.isBeingTried, !need.isLeftAlone else { return }
        needs[session]?.isBeingTried = true
        guard need.tries == 0 else {
            timers.set(clock.now + pause(after: need.tries), for: session)
            return setTimer()
        }
        queue.append(session)
        startNext()
    }

    private func pause(after tries: UInt32) -> Interval {
        let doublings = Int64(min(tries - 1, 16))
        return min(Interval(milliseconds: policy.firstCoolDown.milliseconds << doublings), policy.coolDownLimit)
    }

    private func startNext() {
        while !isFinished, tasks.count < UnattendedSignIn.limit, let session = queue.popFirst() {
            tasks[session] = Task(executorPreference: taskExecutor) { await self.run(session) }
        }
    }

    private func run(_ session: SessionLabel) async {
        let tellings = needs[session]?.tellings
        let isToBeTriedAgain = await tryOnce(session)
        tasks[session] = nil
        needs[session]?.isBeingTried = false
        // What was told meanwhile could not be seen to then.
        if isToBeTriedAgain || needs[session]?.tellings != tellings { tryInTime(session) }
        startNext()
    }

    /// - Returns: Whether the session is as it was, so that nothing else leads to another try.
    private func tryOnce(_ session: SessionLabel) async -> Bool {
        guard let need = needs[session], !need.isLeftAlone else { return false }
        needs[session]?.tries += 1
        needs[session]?.areCredentialsNew = false
        do {
            guard let credentials = try await source.credentials(for: session, after: need.failure) else {
                return false
            }
            try await signIn(session, credentials, need.failure)
            return false
        } catch TokenError.superseded {
            // Something happened to the session that will be told, or has been; the credentials were not used.
            if need.areCredentialsNew { renew(session) }
            return false
        } catch TokenError.needsSignIn {
            return false
        } catch {
            return !isFinished
        }
    }

    private func setTimer() {
        guard !isFinished, let next = timers.next(where: { session, _ in needs[session] != nil }) else { return }
        if let timer, timer.time <= next { return }
        timer?.task.cancel()
        timer = (
            Task(executorPreference: taskExecutor) { [weak self, clock] in
                guard (try? await clock.sleep(until: next)) != nil else { return }
                await self?.fire()
            }, next
        )
    }

    private func fire() {
        timer = nil
        while let (session, _) = timers.takeDue(at: clock.now) {
            if needs[session] != nil { queue.append(session) }
        }
        startNext()
        setTimer()
    }

    /// How many sign-ins are under way at a time.
    private static let limit = 4
}
