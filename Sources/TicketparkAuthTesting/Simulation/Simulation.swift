// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TicketparkAuth
import TokenMachine
import TokenMachineTesting

/// A run of a plan: the real interpreter, reducer and log of several processes in one thread, against a simulated
/// server, network, disk and clock.
package final class Simulation {
    /// A fault planted in the interpreter, to see that a run notices.
    package enum Plant: Sendable, CaseIterable {
        /// Every refresh is sent twice.
        case twoRefreshes
        /// What is published is read without a look at what other processes committed.
        case staleReads
    }

    /// What comes next.
    enum Item {
        case action(SimulationPlan.Action)
        case tick(process: Int, generation: Int)
        case send(process: Int, generation: Int, Interpreter.PendingExchange)
        case answer(
            process: Int, generation: Int, Interpreter.PendingExchange, Interpreter.ReadyExchange, ExchangeOutcome)
        case start(process: Int)
    }

    let plan: SimulationPlan
    let path: String
    let clock = VirtualClock()
    let random: SharedRandom
    let policy: TokenPolicy
    let processes: [SimulatedProcess]
    let recorder = SimulationRecorder()
    var server: SimulatedServer
    var agenda = Agenda<Item>()
    var networkFaults: [NetworkFault] = []
    var audit: SimulationAudit
    var result = SimulationResult()
    var history = CallHistory()
    /// How many events are known to be committed, by anybody.
    var committed: Int64 = 0
    let plant: Plant?
    /// The most that any process's machine time was ever ahead of true time.
    var furthestLead = Interval.zero

    /// Prepares a run in the empty folder at `path`.
    private init(_ plan: SimulationPlan, folder: String, plant: Plant?) {
        self.plan = plan
        self.plant = plant
        path = folder + "/log.sqlite"
        random = SharedRandom(seed: plan.seed ^ 0x5EED)
        var policy = TokenPolicy.ticketpark
        policy.renewal = plan.isEager ? .eager : .onDemand
        policy.refreshTokenReuse = plan.revokesFamily ? .revokesFamily : .harmless
        self.policy = policy
        server = SimulatedServer()
        server.accessTokenLifetime = .seconds(plan.lifetimeSeconds)
        server.rotates = plan.rotates
        server.revokesFamilyOnReuse = plan.revokesFamily
        processes = (0..<plan.processes).map(SimulatedProcess.init)
        audit = SimulationAudit(sessions: plan.sessions, forbidsReuse: plan.revokesFamily)
    }

    /// Runs a plan in the empty folder at `folder`, and checks all that has to hold.
    package static func run(_ plan: SimulationPlan, folder: String, plant: Plant? = nil) -> SimulationResult {
        let simulation = Simulation(plan, folder: folder, plant: plant)
        do {
            try simulation.run()
        } catch {
            simulation.report("the run broke off: \(error)")
        }
        return simulation.result
    }

    private func run() throws(LogError) {
        for process in processes { try start(process) }
        for step in plan.steps {
            agenda.enter(.action(step.action), at: VirtualClock.start + Interval(milliseconds: step.at))
        }
        let last = VirtualClock.start + Interval(milliseconds: plan.steps.last?.at ?? 0)
        try advance(to: last)
        try settle()
        try finalCalls()
        try close()
        result.events = recorder.events
        result.cells = recorder.cells
        try SimulationEvidence.check(self)
    }

    /// All goes well from now on, for long enough that everything that recovers by itself has done so.
    private func settle() throws(LogError) {
        networkFaults = []
        server.isClientDisabled = false
        server.accessTokenLifetime = .seconds(600)
        for process in processes { process.disk.heal() }
        try advance(to: clock.now + .minutes(18))
    }

    /// Does what comes by `limit`.
    func advance(to limit: Instant) throws(LogError) {
        var instant = Instant.distantPast
        var count = 0
        while let (time, item) = agenda.next(by: limit) {
            clock.advance(to: time)
            count = time == instant ? count + 1 : 0
            instant = time
            guard count < Simulation.mostAtOnce else {
                return report("it goes in circles: \(count) things happened at one instant")
            }
            try perform(item)
        }
        clock.advance(to: limit)
    }

    /// So many things happen at one instant only if they cause each other for ever.
    private static let mostAtOnce = 5000

    private func perform(_ item: Item) throws(LogError) {
        switch item {
        case .action(let action):
            try perform(action)
        case .start(let number):
            try start(processes[number])
        case .tick(let number, let generation):
            guard let (process, interpreter) = living(number, generation) else { return }
            process.tick = nil
            interpreter.tick()
            attend(process)
        case .send(let number, let generation, let exchange):
            guard let (process, interpreter) = living(number, generation) else { return }
            send(exchange, from: process, interpreter)
            if plant == .twoRefreshes, exchange.request.grantType != .password {
                send(exchange, from: process, interpreter)
            }
            attend(process)
        case .answer(let number, let generation, let exchange, let ready, let outcome):
            guard let (process, interpreter) = living(number, generation) else { return }
            audit.answered(exchange, spent: ready.spent, outcome)
            if case .granted(let tokens) = outcome {
                for token in [tokens.access, tokens.refresh] {
                    if let token { audit.learn(interpreter.ref(of: token), token.reveal()) }
                }
            }
            interpreter.take([.answer(Interpreter.Answer(exchange, ready, outcome))])
            attend(process)
        }
    }

    private func living(_ number: Int, _ generation: Int) -> (SimulatedProcess, Interpreter)? {
        let process = processes[number]
        guard process.generation == generation, let interpreter = process.interpreter else { return nil }
        return (process, interpreter)
    }

    private func send(
        _ exchange: Interpreter.PendingExchange, from process: SimulatedProcess, _ interpreter: Interpreter
    ) {
        guard let ready = interpreter.prepare(exchange) else { return }
        result.requests += 1
        let fault = networkFaults.isEmpty ? nil : networkFaults.removeFirst()
        if let violation = audit.sent(
            exchange, ready, process: process.number, fault: fault, at: interpreter.clock.now)
        {
            report(violation)
        }
        let simulated = SimulatedExchange.run(
            ready.credential, to: &server, at: clock.now, latency: .milliseconds(Int64(20 + random.below(300))),
            fault: fault, openFor: ready.openFor)
        agenda.enter(
            .answer(
                process: process.number, generation: process.generation, exchange, ready, simulated.outcome),
            at: clock.now + simulated.delay)
    }

    func report(_ violation: String) {
        result.violations.append("+\((clock.now - VirtualClock.start).milliseconds) ms: \(violation)")
    }
}
