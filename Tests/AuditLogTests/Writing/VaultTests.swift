// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

struct VaultTests {
    let bench: LogBench
    let now = Instant(milliseconds: 1_700_000_000_000)

    init() throws {
        bench = try LogBench()
    }

    /// Adopts two tokens, and answers them as the vault was given them.
    @discardableResult
    private func adopt(
        _ log: EventLog, _ access: String, _ refresh: String, _ label: SessionLabel = .office
    ) throws -> (access: VaultedToken, refresh: VaultedToken) {
        let accessToken = token(access, .access, log)
        let refreshToken = token(refresh, .refresh, log)
        let grant = Grant(
            access: GrantedAccessToken(ref: accessToken.ref, lifetime: .seconds(600)), refresh: refreshToken.ref,
            requestedAt: now)
        try log.append(bench.event(.grantAdopted(grant), label, secrets: [accessToken, refreshToken]))
        return (accessToken, refreshToken)
    }

    private func token(_ text: String, _ kind: TokenKind, _ log: EventLog) -> VaultedToken {
        let secret = Secret(text)
        return VaultedToken(ref: log.ref(of: secret), kind: kind, secret: secret)
    }

    @Test func `tokens that the state holds open again, in this process and in the next`() throws {
        let log = try bench.open()
        let tokens = try adopt(log, "access-1 é☂", "refresh-1")
        let other = try bench.open()
        for log in [log, other] {
            #expect(try log.secret(tokens.access.ref, of: SessionID(1))?.reveal() == "access-1 é☂")
            #expect(try log.secret(tokens.refresh.ref, of: SessionID(1))?.reveal() == "refresh-1")
            #expect(try log.secret(tokens.access.ref, of: SessionID(2)) == nil)
            #expect(try log.secret(TokenRef(rawValue: 1), of: SessionID(1)) == nil)
        }
        try checkLog(bench.path)
    }

    @Test func `tokens that are forgotten are gone`() throws {
        let log = try bench.open()
        let old = try adopt(log, "access-1", "refresh-1")
        let new = try adopt(log, "access-2", "refresh-2")
        #expect(try log.secret(old.access.ref, of: SessionID(1)) == nil)
        #expect(try log.secret(old.refresh.ref, of: SessionID(1)) == nil)
        #expect(try log.secret(new.refresh.ref, of: SessionID(1))?.reveal() == "refresh-2")
        #expect(try bench.look().rows("SELECT * FROM vault").count == 2)
        try log.append(bench.event(.signOutRequested(burn: false)))
        #expect(try bench.look().rows("SELECT * FROM vault").isEmpty)
    }

    @Test func `the tokens of a grant that is ignored are not kept`() throws {
        let log = try bench.open()
        try adopt(log, "access-1", "refresh-1")
        let late = token("access-2", .access, log)
        let grant = Grant(
            access: GrantedAccessToken(ref: late.ref, lifetime: .seconds(600)), refresh: nil, requestedAt: now)
        let event = TokenEvent.Fact.grantIssued(TokenTry(attempt: Attempt(9), number: 1), grant, spent: nil)
        #expect(try log.transition(bench.event(event, secrets: [late])).disposition == .ignored(.unsolicited))
        #expect(try log.secret(late.ref, of: SessionID(1)) == nil)
        #expect(try bench.look().rows("SELECT * FROM vault").count == 2)
    }

    @Test func `a secret that comes with an event which says nothing of it is not kept`() throws {
        let log = try bench.open()
        let stray = token("stray", .access, log)
        try log.append(bench.event(.signInRequested, secrets: [stray]))
        #expect(try bench.look().rows("SELECT * FROM vault").isEmpty)
    }

    @Test func `the same token has the same name, and another one another`() throws {
        let log = try bench.open()
        #expect(log.ref(of: Secret("a")) == log.ref(of: Secret("a")))
        #expect(log.ref(of: Secret("a")) != log.ref(of: Secret("b")))
        #expect(log.ref(of: Secret("")) != log.ref(of: Secret("\u{0}")))
        #expect(try bench.open().ref(of: Secret("a")) == log.ref(of: Secret("a")))
        #expect(try LogBench(seed: 2).open().ref(of: Secret("a")) != log.ref(of: Secret("a")))
    }

    @Test(arguments: [
        "UPDATE vault SET session = 3 WHERE kind = 2", "UPDATE vault SET ref = 5 WHERE kind = 2",
        "UPDATE vault SET kind = 1 WHERE kind = 2",
        "UPDATE vault SET sealed = (SELECT sealed FROM vault WHERE kind = 1) WHERE kind = 2",
        "UPDATE vault SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE kind = 2",
        "UPDATE vault SET sealed = x'' WHERE kind = 2", "UPDATE vault SET sealed = zeroblob(12) WHERE kind = 2",
        "UPDATE vault SET sealed = zeroblob(28) WHERE kind = 2",
    ])
    func `a sealed token opens nowhere but in its own place`(_ statement: String) throws {
        let log = try bench.open()
        let tokens = try adopt(log, "access-1", "refresh-1")
        try bench.look().execute(statement)
        for session: Int64 in 0...3 {
            for ref in [tokens.refresh.ref, TokenRef(rawValue: 5)] {
                #expect(try log.secret(ref, of: SessionID(session)) == nil)
            }
        }
        #expect(try log.secret(tokens.access.ref, of: SessionID(1))?.reveal() == "access-1")
    }

    @Test func `a sealed token does not open in another log with the same key`() throws {
        let log = try bench.open()
        let tokens = try adopt(log, "access-1", "refresh-1")
        let second = try EventLog(
            path: bench.scratch.file("second.sqlite"), keys: bench.keys, environment: bench.environment)
        try adopt(second, "access-1", "refresh-1")
        let sealed = try bench.look().rows("SELECT sealed FROM vault WHERE kind = 2")[0].bytes("sealed")
        #expect(try second.secret(tokens.refresh.ref, of: SessionID(1))?.reveal() == "refresh-1")
        try RawDatabase(bench.scratch.file("second.sqlite")).execute(
            "UPDATE vault SET sealed = x'\(hex(sealed))' WHERE kind = 2")
        #expect(try second.secret(tokens.refresh.ref, of: SessionID(1)) == nil)
    }

    @Test func `no nonce is used twice`() throws {
        let log = try bench.open()
        var nonces: Set<[UInt8]> = []
        for number in 0..<50 {
            try adopt(log, "access-\(number)", "refresh-\(number)")
            for row in try bench.look().rows("SELECT sealed FROM vault") {
                #expect(nonces.insert(Array(row.bytes("sealed").prefix(12))).inserted)
            }
        }
        #expect(nonces.count == 100)
    }
}
