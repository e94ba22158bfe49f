// SPDX-License-Identifier: Apache-2.0

import Foundation
import TokenMachine
import TokenMachineTesting

@testable import AuditLog

/// A log that follows from a seed: several sessions, writers and policies, tokens in the vault, records, rotations of
/// the signing key, closings, openings, crashes, checkpoints of a small cadence.
final class RandomLog {
    let bench: LogBench
    /// A copy of the log as it was somewhere on the way.
    private(set) var older: SpoiledLog?

    private var random: SplitMix64
    private let labels: [SessionLabel]
    private let policies: [TokenPolicy]
    private let cadence: CheckpointCadence
    private var writers: [EventLog] = []
    private var tokens: [VaultedToken] = []
    private var now: Int64 = 1_700_000_000_000

    /// Makes the log of that seed. When this returns, nobody has it open; its newest events may lie in its WAL.
    ///
    /// - Parameter least: How many steps it takes at least, each of which appends about three events.
    init(seed: UInt64, least: Int = 2) throws {
        bench = try LogBench(seed: seed)
        random = SplitMix64(seed: seed)
        labels = try (0...random.below(4)).map { try SessionLabel("session \($0)") }
        var policies = [TokenPolicy.ticketpark]
        for _ in 0..<random.below(3) { policies.append(random.anyPolicy()) }
        self.policies = policies
        cadence = CheckpointCadence(
            events: Int64(random.below(20)) + 1, microseconds: Int64(random.below(300)) * 1_000_000 + 1)
        let steps = random.below(40) + least
        let middle = random.below(steps)
        for step in 0..<steps {
            try passSomeTime()
            try act()
            if step == middle { older = try SpoiledLog(of: bench) }
        }
        try finish()
    }

    private func open() throws {
        writers.append(try bench.open { $0.cadence = cadence })
    }

    private func act() throws {
        if writers.isEmpty { try open() }
        let place = random.below(writers.count)
        switch random.below(100) {
        case ..<68: try append(to: writers[place])
        case ..<74: try writers[place].append(bench.record(anyRecord(), at: now))
        case ..<78: try writers[place].writeCheckpoint()
        case ..<82: try writers[place].rotateSigningKey(id: bench.nextID(), at: Instant(milliseconds: now))
        case ..<83: try writers[place].rotateVaultKey(id: bench.nextID(), at: Instant(milliseconds: now))
        case ..<90 where writers.count < 3: try open()
        case ..<96: try writers.remove(at: place).close()
        // A crash: it is gone without a word.
        default: writers.remove(at: place)
        }
    }

    private func finish() throws {
        if random.chance(permille: 600) {
            for writer in writers { try writer.close() }
        }
        writers = []
        if random.chance(permille: 300) { try bench.look().execute("PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    private func passSomeTime() throws {
        now += Int64(random.below(60_000))
        bench.clock.microseconds = now * 1000 + Int64(random.below(4_000_000)) - 2_000_000
    }

    private func append(to log: EventLog) throws {
        let requests = try (0...random.below(4)).map { _ in
            let label = random.pick(labels)
            let (fact, secrets) = try happening(to: try log.session(label)?.state, log)
            return bench.event(
                fact, label, at: now + Int64(random.below(2_000)) - 1_000, policy: random.pick(policies),
                secrets: secrets, cause: random.chance(permille: 200) && log.size > 0 ? log.size : nil, note: anyNote())
        }
        _ = try log.append(requests)
    }

    /// Something that may happen to a session in that state, and the tokens that come with it.
    private func happening(to state: TokenState?, _ log: EventLog) throws -> (TokenEvent.Fact, [VaultedToken]) {
        let current = random.chance(permille: 900) ? state?.request?.current : nil
        switch random.below(14) {
        case 0, 1: return (.signInRequested, [])
        case 2: return (.tokenRequested, [])
        case 3, 4: return (.deadlineReached, [])
        case 5: return (.accessRejected(state?.access?.ref ?? random.anyRef()), [])
        case 6:
            return random.chance(permille: 300)
                ? (.signOutRequested(burn: random.chance(permille: 500)), [])
                : (.attemptInterrupted(state?.attempts.last ?? random.anyAttempt()), [])
        case 7: return (.requestDenied(current ?? random.anyTry(), Denial(code: .invalidGrant, status: 400)), [])
        case 8, 9:
            let fault = Fault(.overloaded, status: 503, reached: .maybe, retryAfter: .seconds(3))
            return (.requestFaulted(current ?? random.anyTry(), fault), [])
        case 10:
            let (grant, secrets) = grant(log)
            return (.grantAdopted(grant), secrets)
        default:
            let (grant, secrets) = grant(log)
            return (.grantIssued(current ?? random.anyTry(), grant, spent: state?.refresh?.ref), secrets)
        }
    }

    private func grant(_ log: EventLog) -> (Grant, [VaultedToken]) {
        let access = token(.access, log)
        let refresh = token(.refresh, log)
        let grant = Grant(
            access: GrantedAccessToken(ref: access.ref, lifetime: .seconds(600)), refresh: refresh.ref,
            requestedAt: Instant(milliseconds: now - 500))
        return (grant, [access, refresh])
    }

    /// A new token, or sometimes one that was there before.
    private func token(_ kind: TokenKind, _ log: EventLog) -> VaultedToken {
        let known = tokens.filter { $0.kind == kind }
        if !known.isEmpty, random.chance(permille: 100) { return random.pick(known) }
        let secret = Secret("\(kind) \(tokens.count)")
        let token = VaultedToken(ref: log.ref(of: secret), kind: kind, secret: secret)
        tokens.append(token)
        return token
    }

    private func anyRecord() -> LogRecord {
        random.chance(permille: 500)
            ? LogRecord(.clockJumped, amount: .milliseconds(Int64(random.below(20_000)) - 10_000))
            : LogRecord(.policyChanged, subject: SessionID(1))
    }

    private func anyNote() -> String? {
        guard random.chance(permille: 250) else { return nil }
        return random.pick(["", "fine", "no: \"wrong\" password", "Zürich ‏\u{202E}", "two\nlines\u{0}and a zero"])
    }
}
