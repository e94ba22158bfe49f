// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

@Suite struct `The times of the policy` {
    private let policy = TokenPolicy.ticketpark

    /// When a token granted at second 1,000 with this lifetime is renewed, and when it is handed out no more.
    private func times(
        lifetime: Interval?, seed: UInt64 = 42, policy: TokenPolicy = .ticketpark
    ) -> (renewal: Instant, hardStop: Instant)? {
        let grant = Grant(
            access: GrantedAccessToken(ref: 0xA1, lifetime: lifetime), refresh: 0xB1, requestedAt: 1_000_000)
        let next = reduce(
            .sampleAuthenticating(.inFlight(until: 1_060_000), seed: seed),
            .grantIssued(grant, to: .of(1, 1), spent: nil, at: 1_000_000), policy: policy)
        guard case .valid(let valid) = next.state, case .due(let time, _) = valid.renewal else { return nil }
        return (time, valid.access.hardStop)
    }

    /// How long a sign-in waits after its try of that number failed.
    private func wait(after number: UInt32, seed: UInt64 = 42, retryAfter: Interval? = nil) -> Instant? {
        let next = reduce(
            .sampleRefreshing(
                try: number, .inFlight(until: 60_000), refresh: .first,
                access: HeldAccessToken(ref: 0xA1, issuedAt: 0, hardStop: .distantFuture), seed: seed),
            .requestFaulted(
                .of(2, number), Fault(.overloaded, status: 503, reached: .no, retryAfter: retryAfter), at: 0),
            policy: policy)
        guard case .refreshing(let refreshing) = next.state, case .backingOff(let until) = refreshing.request.phase
        else { return nil }
        return until
    }

    /// The end of the cool-down after a failure that had so many before it in a row.
    private func coolDown(after count: UInt32, retryAfter: Interval? = nil) -> Instant? {
        let next = reduce(
            .sampleRefreshing(try: 5, .inFlight(until: 60_000), refresh: .first, coolDowns: count),
            .requestFaulted(
                .of(2, 5), Fault(.overloaded, status: 503, reached: .no, retryAfter: retryAfter), at: 0),
            policy: policy)
        guard case .failed(let failed) = next.state else { return nil }
        return failed.coolDownEnd
    }

    @Test func `renewal comes after 70 to 80 per cent of the lifetime, all over that range`() throws {
        var times: [Instant] = []
        for seed in 0..<2_000 as Range<UInt64> {
            let time = try #require(self.times(lifetime: 600_000, seed: seed)).renewal
            #expect(time >= 1_420_000 && time < 1_480_000)
            times.append(time)
        }
        #expect(times.contains { $0 < 1_421_000 })
        #expect(times.contains { $0 > 1_479_000 })
        #expect(times.count { $0 < 1_450_000 } > 900)
        #expect(times.count { $0 >= 1_450_000 } > 900)
    }

    @Test func `without jitter renewal comes after exactly three quarters`() {
        var policy = policy
        policy.renewalJitterPermille = 0
        #expect(times(lifetime: 600_000, policy: policy)?.renewal == 1_450_000)
        #expect(times(lifetime: 1_000, policy: policy)?.renewal == 1_000_750)
    }

    @Test func `a negative jitter makes renewal later by as much, and spreads nothing`() {
        var policy = policy
        policy.renewalJitterPermille = -50
        #expect(times(lifetime: 600_000, policy: policy)?.renewal == 1_480_000)
    }

    @Test func `renewal never comes after the hard stop`() {
        var policy = policy
        policy.renewAtPermille = 2_000
        #expect(times(lifetime: 600_000, policy: policy)?.renewal == 1_595_000)
    }

    @Test(
        arguments: [
            (600_000, 1_595_000), (50_000, 1_045_000), (40_000, 1_036_000), (3_000, 1_002_700), (9, 1_000_009),
        ] as [(Interval, Instant)])
    func `a token is handed out until 5 seconds or a tenth before its end`(lifetime: Interval, hardStop: Instant) {
        #expect(times(lifetime: lifetime)?.hardStop == hardStop)
        #expect(policy.hardStop(issuedAt: 1_000_000, lifetime: lifetime) == hardStop)
    }

    @Test(arguments: [nil, 0, -1, .milliseconds(.min), .milliseconds(.max), 31_536_000_001] as [Interval?])
    func `a lifetime that makes no sense is taken for 600 seconds`(told: Interval?) {
        #expect(policy.lifetime(told: told) == 600_000)
        #expect(times(lifetime: told)?.hardStop == 1_595_000)
    }

    @Test(arguments: [1, 1_000, 31_536_000_000] as [Interval])
    func `a lifetime of up to a year is believed`(told: Interval) {
        #expect(policy.lifetime(told: told) == told)
    }

    @Test(
        arguments: [
            (1, 500, 1_000), (2, 1_000, 2_000), (3, 2_000, 4_000), (4, 4_000, 8_000), (5, 8_000, 16_000),
            (6, 16_000, 32_000), (7, 30_000, 60_000), (8, 30_000, 60_000), (4_294_967_295, 30_000, 60_000),
        ] as [(UInt32, Instant, Instant)])
    func `back-offs double to a minute, half of each certain and half by jitter`(
        number: UInt32, half: Instant, full: Instant
    ) throws {
        var waits: Set<Instant> = []
        for seed in 0..<300 as Range<UInt64> {
            let wait = try #require(self.wait(after: number, seed: seed))
            #expect(wait >= half && wait < full)
            waits.insert(wait)
        }
        let range = full.milliseconds - half.milliseconds
        #expect(waits.contains { $0.milliseconds < half.milliseconds + range / 20 })
        #expect(waits.contains { $0.milliseconds > full.milliseconds - range / 20 })
    }

    @Test func `the tries of an attempt and the attempts of a session have jitter of their own`() {
        let first = reduce(
            .sampleAuthenticating(attempt: 1, .inFlight(until: 60_000)),
            .requestFaulted(.of(1, 1), Fault(.unreachable, reached: .no), at: 0), policy: policy)
        let second = reduce(
            .sampleAuthenticating(attempt: 2, .inFlight(until: 60_000)),
            .requestFaulted(.of(2, 1), Fault(.unreachable, reached: .no), at: 0), policy: policy)
        #expect(first.effects.wake == .at(832))
        #expect(second.effects.wake == .at(683))
    }

    @Test func `a server's wish to wait is honoured up to an hour, and does not shorten a back-off`() {
        #expect(wait(after: 1, retryAfter: 3_599_999) == 3_599_999)
        #expect(wait(after: 1, retryAfter: 3_600_001) == 3_600_000)
        #expect(wait(after: 1, retryAfter: .milliseconds(.max)) == 3_600_000)
        #expect(wait(after: 1, retryAfter: 100) == 683)
        #expect(wait(after: 1, retryAfter: .milliseconds(.min)) == 683)
    }

    @Test func `cool-downs double to a quarter of an hour`() {
        #expect(coolDown(after: 0) == 30_000)
        #expect(coolDown(after: 1) == 60_000)
        #expect(coolDown(after: 2) == 120_000)
        #expect(coolDown(after: 3) == 240_000)
        #expect(coolDown(after: 4) == 480_000)
        #expect(coolDown(after: 5) == 900_000)
        #expect(coolDown(after: 6) == 900_000)
        #expect(coolDown(after: .max) == 900_000)
    }

    @Test func `a server's wish to wait is honoured in a cool-down, and does not shorten one`() {
        #expect(coolDown(after: 0, retryAfter: 45_000) == 45_000)
        #expect(coolDown(after: 0, retryAfter: 10_000) == 30_000)
        #expect(coolDown(after: 9, retryAfter: 7_200_000) == 3_600_000)
    }

    @Test func `a refresh token is kept alive after seven days`() {
        #expect(policy.keepAlive(issuedAt: 1_000_000) == 605_800_000)
        #expect(policy.keepAlive(issuedAt: .distantFuture) == .distantFuture)
    }

    @Test func `the defaults are those of the design`() {
        #expect(policy.renewal == .eager)
        #expect(policy.refreshTokenReuse == .harmless)
        #expect(policy.requestTimeLimit == 60_000)
        #expect(policy.maxTries == 5)
        #expect(policy.maxRejections == 2)
        #expect(policy.longestAwaitedBackOff == 60_000)
        #expect(TokenPolicy() == policy)
    }
}
