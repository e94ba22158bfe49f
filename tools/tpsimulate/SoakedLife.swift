// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TicketparkAuth
import TicketparkAuthTesting
import TokenMachine
import TokenMachineTesting

/// An hour in the life of sessions, with everything that may happen to them.
struct SoakedLife {
    let seed: UInt64
    let sessions: Int

    /// How many events come of one session in the hour, roughly.
    static let eventsPerSession = 180
    /// How many callers and operators act within one second, for each session.
    private static let actionsPerSecond = 0.02
    /// What share of the refreshes goes wrong.
    private static let faultShare = 0.03
    private static let seconds = 3600
    /// All actions, as often as they come about.
    private static let actions = SoakAction.allCases.flatMap { Array(repeating: $0, count: $0.weight) }

    /// Lets the hour pass.
    ///
    /// - Parameters:
    ///   - folder: Where the log is made.
    ///   - note: Is told the memory in use after each tenth of the hour, and which minute it is.
    /// - Returns: The memory in use after each tenth.
    func run(in folder: URL, _ note: @escaping @Sendable (Int, MemoryInUse) -> Void) async throws -> [MemoryInUse] {
        let world = SimulatedWorld(seed: seed)
        world.server.configure {
            $0.accessTokenLifetime = .minutes(1)
            // Long enough for whatever still knows of a token, and short enough that the server forgets it.
            $0.refreshTokenLifetime = .minutes(5)
        }
        let samples = Mutex<[MemoryInUse]>([])
        try await world.run(for: .hours(2), services: 2, in: folder) { services in
            try await withThrowingDiscardingTaskGroup { group in
                var random = SplitMix64(seed: seed)
                for number in 0..<sessions {
                    group.addTask { try? await SoakAction.ask(services[0].session(label(number))) }
                }
                for second in 1...SoakedLife.seconds {
                    plantFaults(world.server, &random)
                    for _ in 0..<times(SoakedLife.actionsPerSecond, &random) {
                        let (action, service) = (random.pick(SoakedLife.actions), random.pick(services))
                        let session = label(random.below(sessions))
                        group.addTask { try? await action.perform(on: session, of: service) }
                    }
                    try await world.clock.sleep(for: .seconds(1))
                    guard second.isMultiple(of: SoakedLife.seconds / 10) else { continue }
                    let memory = MemoryInUse.now
                    samples.withLock { $0.append(memory) }
                    note(second / 60, memory)
                }
            }
        }
        return samples.withLock { $0 }
    }

    private func label(_ number: Int) -> String { "box-office-\(number)" }

    /// How often something happens now that happens `share` times for each session.
    private func times(_ share: Double, _ random: inout SplitMix64) -> Int {
        let expected = share * Double(sessions)
        return Int(expected) + (random.below(1000) < Int(expected.truncatingRemainder(dividingBy: 1) * 1000) ? 1 : 0)
    }

    /// Lets some of the next refreshes go wrong.
    private func plantFaults(_ server: ScriptedServer, _ random: inout SplitMix64) {
        // One session in 45 is renewed in a second.
        for _ in 0..<times(SoakedLife.faultShare / 45, &random) {
            let fault: NetworkFault = random.pick([
                .unreachable, .requestLost, .answerLost, .answerLate(.seconds(20)), .serverError,
                .overloaded(retryAfter: .seconds(5)), .crash(.afterRefreshToken),
            ])
            server.fail(refresh: server.refreshCount + 1 + random.below(20), fault)
        }
    }
}
