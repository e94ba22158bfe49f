// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import TicketparkAuth
import TokenMachine

/// How late many sessions are renewed that all come due within one minute, told from the log that is left.
///
/// All have signed in at the same moment, with tokens of 600 s: jitter spreads their renewals over a minute.
struct RenewalMeasure {
    let folder: String
    let sessions: Int

    private static let lifetime = Interval.seconds(600)
    /// The first renewal comes due so long after the sign-ins, the last a minute later.
    private static let firstRenewal = Interval.seconds(420)
    private static let spread = Interval.seconds(60)
    /// How many sessions are loaded at the same time.
    private static let loaders = 64
    /// How many token requests are under way at a time. With 64, as many as there are by default, each would have to be
    /// over within 38 ms for all of them to be made in a minute.
    private static let requests = 512
    /// What the endpoint takes for an answer.
    private static let latency = Duration.milliseconds(10)

    func figures() async throws -> [(name: String, value: Double)] {
        // Enough time to write and to load them all.
        let first = Instant.wallClock + .seconds(30) + Interval(milliseconds: Int64(sessions) * 4 / 10)
        try signIn(at: first - RenewalMeasure.firstRenewal)
        let endpoint = InProcessEndpoint(latency: RenewalMeasure.latency, lifetime: RenewalMeasure.lifetime)
        let service = try MeasuredService.open(
            folder, endpoint: endpoint, concurrentTokenRequests: RenewalMeasure.requests)
        try await load(service)
        let margin = first - Instant.wallClock
        guard margin > .zero else { throw MeasureFailure("it took too long to load the sessions") }
        try await Task.sleep(for: .milliseconds(margin.milliseconds))
        let processor = Processor.nanoseconds
        try await Task.sleep(for: .milliseconds(RenewalMeasure.spread.milliseconds))
        // The stragglers.
        let end = ContinuousClock.now + .seconds(60)
        while endpoint.requestCount < sessions, .now < end { try await Task.sleep(for: .milliseconds(100)) }
        let busy = Double(Processor.nanoseconds - processor) / 1_000_000_000
        try await Task.sleep(for: .seconds(1))
        try await service.shutDown()
        return [("processor", busy), ("margin", Double(margin.milliseconds) / 1000)] + (try lateness())
    }

    /// Writes the log of a service in which all sessions have signed in.
    private func signIn(at issued: Instant) throws {
        let log = try EventLog(
            path: MeasuredService.log(in: folder), keys: MeasuredService.keys(in: folder), environment: .system)
        for start in stride(from: 0, to: sessions, by: 1000) {
            let requests = try (start..<min(start + 1000, sessions)).map { number in
                let access = Secret(MeasuredService.token("first-access-\(number)-"))
                let refresh = Secret(MeasuredService.token("first-refresh-\(number)-"))
                let (accessRef, refreshRef) = (log.ref(of: access), log.ref(of: refresh))
                let grant = Grant(
                    access: GrantedAccessToken(ref: accessRef, lifetime: RenewalMeasure.lifetime),
                    refresh: refreshRef, requestedAt: issued)
                return AppendRequest(
                    id: EventID(milliseconds: issued.milliseconds, random: LogEnvironment.system.random(10)),
                    .event(
                        .grantAdopted(grant), try SessionLabel("box-office-\(number)"), policy: .ticketpark,
                        secrets: [
                            VaultedToken(ref: accessRef, kind: .access, secret: access),
                            VaultedToken(ref: refreshRef, kind: .refresh, secret: refresh),
                        ]),
                    at: issued)
            }
            _ = try log.append(requests)
        }
        try log.close()
    }

    /// Has all sessions read from the log, so that they are kept from then on.
    private func load(_ service: TokenService) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for first in 0..<RenewalMeasure.loaders {
                group.addTask { [sessions] in
                    for number in stride(from: first, to: sessions, by: RenewalMeasure.loaders) {
                        _ = try await service.session("box-office-\(number)").accessToken()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// How long after a renewal came due it was begun, and done.
    private func lateness() throws -> [(name: String, value: Double)] {
        var due: [SessionID: Instant] = [:]
        var begun: [Double] = []
        var done: [Double] = []
        let cursor = try LogReader(path: MeasuredService.log(in: folder)).events()
        while let stored = try cursor.next() {
            guard let event = stored.event, let state = stored.transition?.state else { continue }
            if let time = due[stored.session] {
                let late = Double((event.at - time).milliseconds) / 1000
                switch event.kind {
                case .deadlineReached: begun.append(late)
                case .grantIssued: done.append(late)
                default: continue
                }
            }
            if case .valid(let held) = state, case .due(let time, _) = held.renewal { due[stored.session] = time }
        }
        guard done.count == sessions else { throw MeasureFailure("\(done.count) sessions were renewed") }
        return [
            ("begun-median", Quantile.of(begun, 0.5)), ("begun-p99", Quantile.of(begun, 0.99)),
            ("done-median", Quantile.of(done, 0.5)), ("done-p99", Quantile.of(done, 0.99)),
            ("done-last", Quantile.of(done, 1)),
        ]
    }
}
