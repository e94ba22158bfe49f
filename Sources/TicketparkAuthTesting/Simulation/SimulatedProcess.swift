// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TicketparkAuth
import TokenMachine
import TokenMachineTesting

/// One process of a simulated run: the real interpreter over the real log, which may be killed and started again.
final class SimulatedProcess {
    /// Somebody who asked for a token, or signs in.
    struct Caller {
        var session: Int
        var waiter: Waiter<AccessToken>
        /// How many events were committed, by anybody, when it asked.
        var askedAtSeq: Int64
        var answerBy: Instant
    }

    let number: Int
    let disk = SimulatedDisk()
    /// Goes up with every start, so that what was meant for a dead process reaches nobody.
    var generation = 0
    var interpreter: Interpreter?
    var published: [PublishedSession] = []
    var callers: [Caller] = []
    var tick: Instant?

    init(number: Int) {
        self.number = number
    }

    /// Starts the process.
    func start(
        log path: String, keys: KeySource, policy: TokenPolicy, clock: VirtualClock, random: SharedRandom, sessions: Int
    ) throws(LogError) {
        generation += 1
        var environment = LogEnvironment(
            wallMicroseconds: { clock.wall * 1000 }, random: random.bytes, processID: Int64(number),
            program: "simulated", lockSeconds: 1)
        environment.commit = disk.commit
        let log = try EventLog(path: path, keys: keys, environment: environment)
        interpreter = Interpreter(
            log: log, policy: policy,
            environment: Interpreter.Environment(clocks: clock.sources, random: random.bytes))
        published = (0..<sessions).map { _ in PublishedSession() }
        callers = []
        tick = nil
    }

    /// Ends the process as `kill -9` does: nothing is finished, nothing is said.
    func kill() {
        interpreter = nil
        published = []
        callers = []
        tick = nil
        disk.heal()
    }
}
