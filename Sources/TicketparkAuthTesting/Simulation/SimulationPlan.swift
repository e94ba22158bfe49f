// SPDX-License-Identifier: Apache-2.0

package import TokenMachine
import TokenMachineTesting

/// What is to happen in a simulated run, and when: drawn from a seed, and small enough to be printed.
package struct SimulationPlan: Hashable, Sendable {
    /// One thing that happens.
    package enum Action: Hashable, Sendable {
        /// A caller asks for an access token and uses it.
        case call(process: Int, session: Int)
        /// Somebody signs in, with the right password or a wrong one.
        case signIn(process: Int, session: Int, isRight: Bool)
        /// Somebody signs out.
        case signOut(process: Int, session: Int, burn: Bool)
        /// A refresh token that another client got is adopted.
        case adopt(process: Int, session: Int)
        /// A process is killed, and another takes its place a moment later.
        case kill(process: Int)
        /// The next token request meets this on its way.
        case network(NetworkFault)
        /// The next commits of a process fail.
        case disk(process: Int, SimulatedDisk.CommitFault, times: Int)
        /// The wall clock is set.
        case clockJump(Interval)
        /// The server takes no access token issued so far any more.
        case expireAccessTokens
        /// The server revokes every token.
        case revokeEverything
        /// The server refuses the client, or takes it again.
        case clientDisabled(Bool)
    }

    /// An action and its time, in milliseconds from the start.
    package struct Step: Hashable, Sendable {
        package var at: Int64
        package var action: Action
    }

    /// What everything else that looks random follows from.
    package var seed: UInt64
    /// How many processes share the log.
    package var processes: Int
    /// How many sessions there are.
    package var sessions: Int
    /// Whether sessions renew by themselves or on demand.
    package var isEager: Bool
    /// Whether the server rotates refresh tokens.
    package var rotates: Bool
    /// Whether the server revokes the family of a refresh token that comes again, and the client knows.
    package var revokesFamily: Bool
    /// How long access tokens live, in seconds.
    package var lifetimeSeconds: Int64
    /// What happens, in the order of time.
    package var steps: [Step]
}

extension SimulationPlan {
    /// The plan of that seed: about `count` steps.
    package init(seed: UInt64, count: Int = 40) {
        var random = SplitMix64(seed: seed)
        self.seed = seed
        processes = 1 + random.below(3)
        sessions = 1 + random.below(2)
        isEager = random.chance(permille: 600)
        rotates = random.chance(permille: 850)
        revokesFamily = rotates && random.chance(permille: 250)
        lifetimeSeconds = random.pick([20, 60, 600])
        let span = lifetimeSeconds * 1000 * Int64(2 + random.below(8))
        var times = (0..<count).map { _ in Int64(random.below(Int(span))) }
        times.sort()
        steps = []
        for session in 0..<sessions {
            steps.append(Step(at: 0, action: .signIn(process: 0, session: session, isRight: true)))
        }
        for time in times {
            let process = random.below(processes)
            let session = random.below(sessions)
            steps.append(
                Step(at: time, action: SimulationPlan.action(&random, process: process, session: session)))
        }
    }

    private static func action(_ random: inout SplitMix64, process: Int, session: Int) -> Action {
        switch random.below(100) {
        case 0..<45: .call(process: process, session: session)
        case 45..<70: .network(networkFault(&random))
        case 70..<76: .kill(process: process)
        case 76..<82:
            .disk(
                process: process, random.pick(SimulatedDisk.CommitFault.allCases), times: 1 + random.below(4))
        case 82..<86: .signIn(process: process, session: session, isRight: random.chance(permille: 800))
        case 86..<88: .signOut(process: process, session: session, burn: random.chance(permille: 500))
        case 88..<90: .adopt(process: process, session: session)
        case 90..<93: .clockJump(.seconds(Int64(random.below(7200)) - 3600))
        case 93..<97: .expireAccessTokens
        case 97: .revokeEverything
        default: .clientDisabled(random.chance(permille: 300))
        }
    }

    private static func networkFault(_ random: inout SplitMix64) -> NetworkFault {
        switch random.below(8) {
        case 0: .unreachable
        case 1: .requestLost
        case 2: .answerLost
        case 3, 4: .answerLate(.seconds(Int64(random.below(400))))
        case 5: .serverError
        case 6: .overloaded(retryAfter: .seconds(Int64(random.below(120))))
        default: .crash(random.pick(SimulatedServer.CrashPoint.allCases))
        }
    }
}

extension SimulationPlan: CustomStringConvertible {
    package var description: String {
        let head =
            "seed \(seed): \(processes) processes, \(sessions) sessions, \(isEager ? "eager" : "on demand"), "
            + "\(rotates ? "rotating" : "not rotating")\(revokesFamily ? ", family revoked on reuse" : ""), "
            + "lifetime \(lifetimeSeconds) s"
        return ([head] + steps.map { "  +\($0.at) ms  \($0.action)" }).joined(separator: "\n")
    }
}
