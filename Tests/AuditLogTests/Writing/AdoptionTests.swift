// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// Refresh tokens that are handed over, although this session's log knows better.
struct AdoptionTests {
    let bench: LogBench
    let now = Instant(milliseconds: 1_700_000_000_000)
    let first = TokenRef(rawValue: 1)
    let second = TokenRef(rawValue: .max)

    init() throws {
        bench = try LogBench()
    }

    private func adoption(_ ref: TokenRef, _ label: SessionLabel = .office, cause: Int64? = nil) -> AppendRequest {
        bench.event(.grantAdopted(Grant(access: nil, refresh: ref, requestedAt: now)), label, cause: cause)
    }

    /// Has the session refresh with what it holds.
    private func refresh(
        _ log: EventLog, on cause: TokenEvent.Fact = .tokenRequested, bringing ref: TokenRef?
    ) throws {
        let request = try #require(try log.transition(bench.event(cause)).effects.send)
        guard case .refreshToken(let spent) = request.grantType else {
            Issue.record("nothing to spend")
            return
        }
        try log.append(bench.event(issued(to: request.current, spending: spent, bringing: ref)))
    }

    private func issued(to current: TokenTry, spending spent: TokenRef, bringing ref: TokenRef?) -> TokenEvent.Fact {
        let access = GrantedAccessToken(ref: TokenRef(rawValue: 3), lifetime: .seconds(600))
        return .grantIssued(current, Grant(access: access, refresh: ref, requestedAt: now), spent: spent)
    }

    @Test func `a refresh token that this session spent is refused, and the refusal is recorded`() throws {
        let log = try bench.open()
        try log.append(adoption(first))
        try refresh(log, bringing: second)
        let state = try log.session(.office)?.state
        #expect(try log.append([adoption(first)]) == [.adoptionRefused(spentAt: 3)])
        #expect(try log.session(.office)?.state == state)
        let record = try #require(try log.events(after: 3).first)
        #expect(record.content == .record(LogRecord(.adoptionRefused, subject: SessionID(1), refresh: first)))
        #expect(record.cause == 3)
        #expect(record.version == 1)
        // By any process, and at any later time.
        try log.append(bench.event(.signOutRequested(burn: false)))
        #expect(try bench.open().append([adoption(first)]) == [.adoptionRefused(spentAt: 3)])
        try checkLog(bench.path)
    }

    @Test func `a refusal does not keep the rest of a list from being appended`() throws {
        let log = try bench.open()
        try log.append(adoption(first))
        try refresh(log, bringing: second)
        let outcomes = try log.append([
            bench.event(.tokenRequested), adoption(first), bench.event(.signOutRequested(burn: false)),
        ])
        #expect(outcomes[1] == .adoptionRefused(spentAt: 3))
        #expect(log.size == 6)
        #expect(try log.session(.office)?.state.kind == .unauthenticated)
        try checkLog(bench.path)
    }

    @Test func `the secret of a refused refresh token is not kept`() throws {
        let log = try bench.open()
        try log.append(adoption(first))
        try refresh(log, bringing: second)
        let token = VaultedToken(ref: first, kind: .refresh, secret: Secret("spent"))
        let grant = Grant(access: nil, refresh: first, requestedAt: now)
        _ = try log.append([bench.event(.grantAdopted(grant), secrets: [token])])
        #expect(try bench.look().rows("SELECT * FROM vault").isEmpty)
    }

    @Test func `another session may adopt it, as another client may hold it`() throws {
        let log = try bench.open()
        try log.append(adoption(first))
        try refresh(log, bringing: second)
        #expect(try log.transition(adoption(first, .kiosk)).state.kind == .expired)
    }

    @Test(arguments: [TokenRef(rawValue: 1), nil])
    func `one that a server does not rotate can be adopted again, held or not`(_ answered: TokenRef?) throws {
        let log = try bench.open()
        try log.append(adoption(first))
        try refresh(log, bringing: answered)
        #expect(try log.transition(adoption(first)).disposition == .ignored(.duplicate))
        try log.append(bench.event(.signOutRequested(burn: false)))
        #expect(try log.transition(adoption(first)).state.kind == .expired)
    }

    @Test func `one that a server brought back is held, and so it is known already`() throws {
        let log = try bench.open()
        try log.append(adoption(first))
        try refresh(log, bringing: second)
        try refresh(log, on: .accessRejected(TokenRef(rawValue: 3)), bringing: first)
        #expect(try log.session(.office)?.state.holds(first) == true)
        #expect(try log.transition(adoption(first)).disposition == .ignored(.duplicate))
    }

    @Test func `one that was spent by an answer which came too late is refused as well`() throws {
        let log = try bench.open()
        try log.append(adoption(first))
        let current = try #require(try log.transition(bench.event(.tokenRequested)).effects.send?.current)
        try log.append(bench.event(.signOutRequested(burn: false)))
        let late = issued(to: current, spending: first, bringing: second)
        #expect(try log.transition(bench.event(late)).disposition == .ignored(.late))
        #expect(try log.append([adoption(first)]) == [.adoptionRefused(spentAt: 4)])
    }
}
