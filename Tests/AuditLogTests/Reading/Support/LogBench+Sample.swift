// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension LogBench {
    /// Makes a log in which most of what can happen has happened: two sessions, tokens in the vault, a denial, faults,
    /// ignored events, a record of the log itself, two policies, and hostile text from a server.
    ///
    /// It is closed, and its WAL is in the main file.
    func makeSample() throws {
        let log = try open()
        var now: Int64 = 1_700_000_000_000
        func append(_ requests: AppendRequest...) throws {
            _ = try log.append(requests)
        }
        func after(_ seconds: Int64) -> Int64 {
            now += seconds * 1000
            clock.microseconds = now * 1000
            return now
        }
        func token(_ text: String, _ kind: TokenKind) -> VaultedToken {
            VaultedToken(ref: log.ref(of: Secret(text)), kind: kind, secret: Secret(text))
        }
        func grant(_ access: VaultedToken, _ refresh: VaultedToken?, requestedAt: Int64) -> Grant {
            Grant(
                access: GrantedAccessToken(ref: access.ref, lifetime: .seconds(600)), refresh: refresh?.ref,
                requestedAt: Instant(milliseconds: requestedAt))
        }
        func `try`(_ attempt: UInt64, _ number: UInt32) -> TokenTry {
            TokenTry(attempt: Attempt(attempt), number: number)
        }
        let access = [token("access-1", .access), token("access-2", .access), token("access-3", .access)]
        let refresh = [token("refresh-1", .refresh), token("refresh-2", .refresh), token("refresh-3", .refresh)]
        // 1 to 3: the box office signs in; a second caller joins.
        try append(event(.signInRequested, at: after(0)))
        try append(event(.tokenRequested, at: after(1)))
        try append(
            event(
                .grantIssued(`try`(1, 1), grant(access[0], refresh[0], requestedAt: now), spent: nil), at: after(1),
                secrets: [access[0], refresh[0]], cause: 1))
        // 4 and 5: the kiosk is refused, with words that a terminal must not obey.
        var onDemand = TokenPolicy.ticketpark
        onDemand.renewal = .onDemand
        try append(event(.signInRequested, .kiosk, at: after(5), policy: onDemand))
        try append(
            event(
                .requestDenied(`try`(1, 1), Denial(code: .invalidGrant, status: 400)), .kiosk, at: after(1),
                policy: onDemand, cause: 4, note: "=Wrong \u{1B}[31mpassword\u{202E}\nevent 99: fine, \"really\""))
        // 6 to 8: the box office refreshes; a try is lost, the next one succeeds.
        try append(event(.deadlineReached, at: after(460)))
        try append(
            event(
                .requestFaulted(
                    `try`(2, 1), Fault(.overloaded, status: 503, reached: .maybe, retryAfter: .seconds(2))),
                at: after(1), cause: 6))
        try append(event(.deadlineReached, at: after(3), cause: 7))
        try append(
            event(
                .grantIssued(
                    `try`(2, 2), grant(access[1], refresh[1], requestedAt: now), spent: refresh[0].ref),
                at: after(1), secrets: [access[1], refresh[1]], cause: 8))
        // 10 and 11: an old refresh token is offered, and the clock jumps.
        try append(
            event(
                .grantAdopted(Grant(access: nil, refresh: refresh[0].ref, requestedAt: Instant(milliseconds: now))),
                at: after(10)))
        try append(record(LogRecord(.clockJumped, amount: .seconds(-7)), at: after(1)))
        // 12 to 14: the API refuses the token, and the refresh is answered too late the first time.
        try append(event(.accessRejected(access[1].ref), at: after(20)))
        try append(
            event(.requestFaulted(`try`(2, 2), Fault(.timedOut, reached: .maybe)), at: after(1), cause: 8))
        try append(
            event(
                .grantIssued(
                    `try`(3, 1), grant(access[2], refresh[2], requestedAt: now), spent: refresh[1].ref),
                at: after(1), secrets: [access[2], refresh[2]], cause: 12))
        // 15: the kiosk is given up.
        try append(event(.signOutRequested(burn: true), .kiosk, at: after(60), policy: onDemand))
        try log.close()
    }

    /// A sample whose events up to the last checkpoint were moved to an archive.
    static func withArchivedSample() throws -> LogBench {
        let bench = try LogBench()
        try bench.makeSample()
        let log = try bench.open()
        let size = try bench.look().integers("SELECT max(size) FROM checkpoint")[0]
        try log.archive(
            through: size, to: bench.scratch.file("archive.sqlite"), id: bench.nextID(),
            at: Instant(milliseconds: 1_700_000_700_000))
        try log.close()
        return bench
    }
}
