// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TicketparkAuth
import TokenMachine

extension Simulation {
    /// The key file of the log.
    var keys: KeySource { .file(path: path + ".key") }

    /// The label of a session.
    static func label(_ session: Int) -> SessionLabel {
        SessionLabel(stored: "session-\(session)")
    }

    /// Starts a process, which takes up all sessions as a service does.
    func start(_ process: SimulatedProcess) throws(LogError) {
        guard process.interpreter == nil else { return }
        try process.start(
            log: path, keys: keys, policy: policy, clock: clock, random: random, sessions: plan.sessions)
        process.interpreter?.observer = recorder
        for session in 0..<plan.sessions {
            // A log that cannot be written now is tried again when somebody asks.
            _ = try? process.interpreter?.state(
                of: Simulation.label(session), published: process.published[session])
        }
        attend(process)
    }

    /// Sees to what follows from anything that a process did: its orders, its timer, its callers, its siblings.
    func attend(_ process: SimulatedProcess) {
        guard let interpreter = process.interpreter else { return }
        for order in interpreter.takeOrders() {
            switch order {
            case .exchange(let exchange):
                agenda.enter(
                    .send(process: process.number, generation: process.generation, exchange),
                    at: clock.now + .milliseconds(Int64(random.below(20))))
            case .burn(let token, _):
                audit.burned(token)
                _ = server.handle(.refreshToken(token.reveal()), at: clock.now)
            }
        }
        committed = max(committed, interpreter.size)
        furthestLead = max(furthestLead, interpreter.clock.now - clock.now)
        setTick(process, interpreter)
        attendCallers(of: process, interpreter)
        for violation in audit.check(recorder.takeNew(), server: server, interpreter: interpreter, at: clock.now) {
            report(violation)
        }
        for sibling in processes where sibling !== process {
            // Who has callers that wait looks at the commit counter every 10 ms.
            guard let other = sibling.interpreter, other.isAwaiting, !other.gate.isCurrent else { continue }
            wake(sibling, at: clock.now + .milliseconds(Int64(1 + random.below(10))))
        }
    }

    private func setTick(_ process: SimulatedProcess, _ interpreter: Interpreter) {
        guard let wake = interpreter.nextWake else { return }
        // A process's machine time may be ahead of true time, but goes as fast.
        self.wake(process, at: clock.now + max(.zero, wake - interpreter.clock.now))
    }

    private func wake(_ process: SimulatedProcess, at time: Instant) {
        if let tick = process.tick, tick <= time, tick >= clock.now { return }
        process.tick = time
        agenda.enter(.tick(process: process.number, generation: process.generation), at: time)
    }

    private func attendCallers(of process: SimulatedProcess, _ interpreter: Interpreter) {
        let callers = process.callers
        process.callers = []
        for caller in callers {
            guard let answer = caller.waiter.answer else {
                if clock.now > caller.answerBy { report("a caller of session \(caller.session) was left waiting") }
                process.callers.append(caller)
                continue
            }
            switch answer {
            case .success(let token):
                result.served += 1
                history.add(
                    CallHistory.Call(
                        label: Simulation.label(caller.session), token: token.ref, askedAt: caller.askedAtSeq,
                        answeredAt: committed))
                use(token, session: caller.session, by: process, interpreter)
            case .failure:
                result.refused += 1
            }
        }
    }

    /// Calls the API with a token.
    private func use(
        _ token: AccessToken, session: Int, by process: SimulatedProcess, _ interpreter: Interpreter
    ) {
        if interpreter.clock.now >= token.hardStop { report("a token was handed out past its hard stop") }
        let text = token.secret.reveal()
        guard !server.accepts(accessToken: text, at: clock.now) else { return }
        // A process that starts after the wall clock was set back begins at the log's last instant: its machine time
        // lags behind that of those before it, and a token may end sooner than it can know.
        let isLate = interpreter.clock.now - clock.now < furthestLead
        if !audit.isExcused(accessToken: text), !isLate {
            report("session \(session) handed out an access token that the server does not know or that ran out")
        }
        interpreter.reject(Simulation.label(session), published: process.published[session], ref: token.ref)
        attend(process)
    }

    /// One last caller for each session, who has to be served wherever the server still honours what the log holds.
    func finalCalls() throws(LogError) {
        for process in processes { try start(process) }
        let process = processes[0]
        guard let interpreter = process.interpreter else { return }
        for session in 0..<plan.sessions {
            let waiter = Waiter<AccessToken>()
            interpreter.take([
                .call(
                    Interpreter.TokenCall(
                        label: Simulation.label(session), published: process.published[session], waiter: waiter,
                        limit: .seconds(60)))
            ])
            attend(process)
            try advance(to: clock.now + .seconds(61))
            guard case .failure(let error)? = waiter.answer else {
                if waiter.answer == nil { report("the last caller of session \(session) was left waiting") }
                continue
            }
            // Where spending twice is forbidden, a token whose use may have reached the server is never used again,
            // and then it is stranded if it did not. That limit is accepted.
            if plan.revokesFamily, case TokenError.needsSignIn(.refreshTokenLost) = error { continue }
            guard let log = try? EventLog(path: path, keys: keys),
                let held = try? log.session(Simulation.label(session)),
                let ref = held.state.refresh?.ref, let token = try? log.secret(ref, of: held.id)
            else { continue }
            if server.status(ofRefreshToken: token.reveal(), at: clock.now) == .live {
                report("session \(session) holds a live refresh token and is stranded: \(error)")
            }
        }
    }

    /// Shuts all processes down.
    func close() throws(LogError) {
        for process in processes {
            guard let interpreter = process.interpreter else { continue }
            interpreter.beginShutdown()
            attend(process)
        }
        try advance(to: clock.now + .minutes(2))
        for process in processes {
            guard let interpreter = process.interpreter else { continue }
            if !interpreter.isDrained { report("process \(process.number) does not drain") }
            try interpreter.finishShutdown()
            process.kill()
        }
    }
}
