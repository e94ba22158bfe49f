// SPDX-License-Identifier: Apache-2.0

public import AuditLog
import Dispatch
package import Foundation
import Logging
import Synchronization
public import TicketparkAuth
public import TokenMachine

/// A world in virtual time around the real service, interpreter, reducer and log: twelve hours pass in well under a
/// second, without network, and the same seed gives the same history.
///
/// ```swift
/// let world = SimulatedWorld(seed: 42)
/// world.server.loseAnswer(ofRefresh: 3)
/// try await world.run(for: .hours(12)) { session in
///     let token = try await session.accessToken()
///     …
/// }
/// #expect(world.history.invariantViolations.isEmpty)
/// ```
public final class SimulatedWorld: Sendable {
    /// The token server, and what is to go wrong with it.
    public let server: ScriptedServer
    /// The clock of the world. What the code under test sleeps on should be this.
    public let clock = TestClock()
    /// What everything that looks random follows from.
    public let seed: UInt64
    private let policy: TokenPolicy
    private let executor = SimulationExecutor()
    private let recorded = Mutex(SimulatedHistory())
    private let wakeCounts = Mutex<[Int: Int]>([:])

    /// A world in which nothing has happened.
    public init(seed: UInt64, policy: TokenPolicy = .ticketpark) {
        self.seed = seed
        self.policy = policy
        server = ScriptedServer(clock: clock)
    }

    /// What has happened, once a run is over.
    public var history: SimulatedHistory {
        recorded.withLock { $0 }
    }

    /// Runs `body` with a session that is signed in, until it returns or `interval` of virtual time has passed.
    ///
    /// - Parameters:
    ///   - interval: How long the world goes on at most; then `body` is cancelled.
    ///   - body: The code under test. It has to wait by the world's ``clock`` alone.
    /// - Throws: What `body` throws; ``SimulationError`` where it waits for something that never comes.
    public func run(
        for interval: Interval, _ body: @escaping @Sendable (TokenSession) async throws -> Void
    ) async throws {
        try await run(for: interval, services: 1) { services in
            let session = try services[0].session("default")
            try await session.signIn(username: "box-office", password: "correct horse")
            try await body(session)
        }
    }

    /// Runs `body` with services that share a log, as if each were in a process of its own.
    ///
    /// - Parameters:
    ///   - interval: How long the world goes on at most; then `body` is cancelled.
    ///   - count: How many services there are.
    ///   - endpoint: Whom they ask for tokens; the world's ``server`` unless it is given.
    ///   - folder: Where the log is made and left, unread. Without one it is gone afterwards, and ``history`` shows it.
    package func run(
        for interval: Interval, services count: Int, endpoint: (any TokenEndpoint)? = nil, in folder: URL? = nil,
        _ body: @escaping @Sendable ([TokenService]) async throws -> Void
    ) async throws {
        let outcome = Waiter<Void>()
        let isKept = folder != nil
        let folder = folder ?? .temporaryDirectory.appending(path: "simulated-world-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { if !isKept { try? FileManager.default.removeItem(at: folder) } }
        let path = SimulatedWorld.log(in: folder)
        let task = Task(executorPreference: executor) { [self] in
            do {
                outcome.resume(.success(try await live(in: path, count, endpoint, body)))
            } catch {
                outcome.resume(.failure(error))
            }
        }
        let end = clock.now.advanced(by: .milliseconds(interval.milliseconds))
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            // A thread of its own, as draining blocks it.
            DispatchQueue(label: "ticketpark-auth.simulation").async { [self] in
                go(until: end, task, outcome)
                continuation.resume()
            }
        }
        try await outcome.value()
        if !isKept { try record(path) }
    }

    /// The path of the log that a world makes in `folder`.
    package static func log(in folder: URL) -> String {
        folder.appending(path: "log.sqlite").path
    }

    /// How many pieces of work were done in the world, whoever did them.
    package var jobCount: Int { executor.jobCount }

    /// How often the service of that number, counted from 0, woke up by itself.
    package func wakeCount(ofService number: Int) -> Int {
        wakeCounts.withLock { $0[number, default: 0] }
    }

    /// The life of services in the world, from their start to their shutdown.
    private func live(
        in path: String, _ count: Int, _ endpoint: (any TokenEndpoint)?,
        _ body: @Sendable ([TokenService]) async throws -> Void
    ) async throws {
        let random = SharedRandom(seed: seed)
        var services: [TokenService] = []
        do {
            for number in 0..<count { services.append(try service(number, in: path, random, endpoint)) }
            try await body(services)
        } catch {
            for service in services { try await service.shutDown() }
            throw error
        }
        for service in services { try await service.shutDown() }
    }

    private func service(
        _ number: Int, in path: String, _ random: SharedRandom, _ endpoint: (any TokenEndpoint)?
    ) throws -> TokenService {
        let sources = MachineClock.Sources(
            wall: { [clock] in VirtualClock.start.milliseconds + clock.now.milliseconds },
            monotonic: { [clock] in clock.now.milliseconds },
            sleep: { [self] in
                try await clock.sleep(until: TestClock.Instant(milliseconds: $0))
                wakeCounts.withLock { $0[number, default: 0] += 1 }
            })
        return try TokenService(
            provider: .ticketpark(clientKey: "1_simulated", clientSecret: Secret("simulated"), policy: policy),
            log: .file(path), vaultKey: .file(path: path + ".key"),
            endpoint: endpoint ?? ScriptedEndpoint(server: server, clock: clock),
            logEnvironment: LogEnvironment(
                wallMicroseconds: { sources.wall() * 1000 }, random: random.bytes, processID: Int64(number + 1),
                program: "simulated"),
            environment: Interpreter.Environment(clocks: sources, random: random.bytes),
            executor: executor, taskExecutor: executor,
            logger: Logger(label: "simulated") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Lets everything happen, in the order of virtual time, until `body` is over.
    private func go(
        until end: TestClock.Instant, _ task: Task<Void, Never>, _ outcome: Waiter<Void>
    ) {
        executor.drain()
        while outcome.answer == nil {
            guard let next = clock.nextWake else {
                return outcome.resume(.failure(SimulationError.nothingLeftToHappen))
            }
            if next > end, !task.isCancelled {
                // Whoever still runs then is cancelled, and gets what time it needs to end.
                clock.advance(to: end)
                task.cancel()
            } else {
                clock.advance(to: next)
            }
            executor.drain()
        }
    }

    private func record(_ path: String) throws {
        let reader = try LogReader(path: path)
        var history = SimulatedHistory()
        let cursor = try reader.events()
        var check = HistoryCheck(policy: policy)
        while let event = try cursor.next() {
            history.events.append(event)
            history.invariantViolations += check.broken(by: event)
        }
        let verification = try reader.verify { history.invariantViolations.append("\($0)") }
        history.chain = verification.chain ?? []
        _ = try reader.replay { history.invariantViolations.append("replay diverges at seq \($0.seq)") }
        recorded.withLock { $0 = history }
    }
}

/// What happened in a simulated world.
public struct SimulatedHistory: Sendable {
    /// Every event of the log.
    public var events: [StoredEvent] = []
    /// What should have held and did not.
    public var invariantViolations: [String] = []
    /// The chain after the last event: the same for the same seed and the same code under test.
    public var chain: [UInt8] = []
}

/// Why a simulated run cannot go on.
public enum SimulationError: Error, Hashable, Sendable {
    /// The code under test waits for something that is not of this world: real time, a real socket, another thread.
    case nothingLeftToHappen
}

extension SimulationError: CustomStringConvertible {
    public var description: String {
        "the code under test waits for something outside the simulated world; let it wait by the world's clock"
    }
}
