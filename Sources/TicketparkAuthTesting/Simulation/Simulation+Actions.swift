// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TicketparkAuth
import TokenMachine

extension Simulation {
    /// Does what the plan says.
    func perform(_ action: SimulationPlan.Action) throws(LogError) {
        switch action {
        case .call(let number, let session):
            with(number, session) { interpreter, label, published in
                let waiter = Waiter<AccessToken>()
                wait(waiter, session: session, process: number)
                // As a session does it: what is published is read where nobody has committed since.
                let isCurrent = interpreter.gate.isCurrent || plant == .staleReads
                if isCurrent, let token = published.usableToken(at: interpreter.clock.now) {
                    return waiter.resume(.success(token))
                }
                interpreter.take([
                    .call(
                        Interpreter.TokenCall(label: label, published: published, waiter: waiter, limit: .seconds(30)))
                ])
            }
        case .signIn(let number, let session, let isRight):
            with(number, session) { interpreter, label, published in
                let waiter = Waiter<AccessToken>()
                interpreter.signIn(
                    label, published: published, username: Secret("box-office"),
                    password: Secret(isRight ? server.password : "wrong"), waiter: waiter, limit: .seconds(30))
                audit.changedHands(session)
                wait(waiter, session: session, process: number)
            }
        case .signOut(let number, let session, let burn):
            with(number, session) { interpreter, label, published in
                // An error says that the log cannot be written now; then nothing has happened.
                try? interpreter.signOut(label, published: published, burn: burn)
                audit.changedHands(session)
            }
        case .adopt(let number, let session):
            guard
                case .granted(_, let refresh?, _) = server.handle(
                    .password(username: "elsewhere", password: server.password), at: clock.now)
            else { return }
            with(number, session) { interpreter, label, published in
                audit.learn(interpreter.ref(of: Secret(refresh)), refresh)
                try? interpreter.adopt(label, published: published, access: nil, refresh: Secret(refresh))
                audit.changedHands(session)
            }
        case .kill(let number):
            processes[number].kill()
            audit.killed(process: number)
            agenda.enter(.start(process: number), at: clock.now + .milliseconds(Int64(1 + random.below(3000))))
        case .network(let fault):
            networkFaults.append(fault)
        case .disk(let number, let fault, let times):
            processes[number].disk.inject(fault, times: times)
        case .clockJump(let interval):
            clock.jump(by: interval)
        case .expireAccessTokens:
            server.expireAllAccessTokens()
            audit.excuseAllAccessTokens(of: server)
        case .revokeEverything:
            server.revokeEverything()
            audit.excuseAllAccessTokens(of: server)
        case .clientDisabled(let isDisabled):
            server.isClientDisabled = isDisabled
        }
    }

    private func with(
        _ number: Int, _ session: Int, _ body: (Interpreter, SessionLabel, PublishedSession) -> Void
    ) {
        let process = processes[number]
        guard let interpreter = process.interpreter else { return }
        body(interpreter, Simulation.label(session), process.published[session])
        attend(process)
    }

    private func wait(_ waiter: Waiter<AccessToken>, session: Int, process number: Int) {
        processes[number].callers.append(
            SimulatedProcess.Caller(
                session: session, waiter: waiter, askedAtSeq: committed, answerBy: clock.now + .seconds(32)))
    }
}
