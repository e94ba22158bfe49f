// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// What many sessions ask a log to append, one after the other. Two workloads of the same parameters ask for the same.
struct Workload {
    private let policy = TokenPolicy.ticketpark
    private let labels: [SessionLabel]
    private let hasSecrets: Bool
    private var lives: [SessionLife]
    private var last: [Int64?]
    private var now = Instant(milliseconds: BenchmarkLog.start / 1000)
    private var seq: Int64 = 0

    /// - Parameter hasSecrets: Whether grants bring the tokens that they name, for the vault.
    init(sessions: Int, hasSecrets: Bool = false) throws {
        labels = try (1...sessions).map { try SessionLabel("box-office-\($0)") }
        lives = (1...sessions).map { [policy] in SessionLife(number: $0, policy: policy) }
        last = Array(repeating: nil, count: sessions)
        self.hasSecrets = hasSecrets
    }

    /// The next `count` requests.
    mutating func next(_ count: Int) -> [AppendRequest] {
        (0..<count).map { _ in next() }
    }

    private mutating func next() -> AppendRequest {
        let session = Int(seq) % lives.count
        seq += 1
        now = now + .milliseconds(1)
        let (event, note) = lives[session].next(at: now)
        now = event.at
        var isCaused = true
        switch event.fact {
        case .signInRequested, .tokenRequested, .signOutRequested, .accessRejected, .grantAdopted: isCaused = false
        case .grantIssued, .requestDenied, .requestFaulted, .deadlineReached, .attemptInterrupted: break
        }
        let tail = withUnsafeBytes(of: (seq.bigEndian, Int16(0))) { Array($0.prefix(10)) }
        defer { last[session] = seq }
        return AppendRequest(
            id: EventID(milliseconds: now.milliseconds, random: tail),
            .event(event.fact, labels[session], policy: policy, secrets: secrets(of: event)),
            at: now, cause: isCaused ? last[session] : nil, note: note)
    }

    /// Tokens as long as those of the server are (86 letters).
    private func secrets(of event: TokenEvent) -> [VaultedToken] {
        guard hasSecrets, let grant = event.grant, let access = grant.access, let refresh = grant.refresh else {
            return []
        }
        return [(access.ref, TokenKind.access), (refresh, .refresh)].map { ref, kind in
            let text = String(ref.rawValue, radix: 16)
            return VaultedToken(
                ref: ref, kind: kind, secret: Secret(text + String(repeating: "x", count: 86 - text.count)))
        }
    }
}
