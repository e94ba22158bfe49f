// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// How often each refresh token of a session was sent, by what its log says.
struct SpentTokens {
    /// A request that a process was to make.
    private struct Sending {
        var seq: Int64
        var ref: TokenRef
        var at: Instant
        var limit: Instant
    }

    /// How often each token was to be sent, one after the other.
    private(set) var counts: [Int] = []
    /// Tokens that were sent twice within the time limit of the first request, whatever became of its sender.
    private(set) var complaints: [String] = []

    init(_ events: [StoredEvent]) {
        var last: Sending?
        for event in events {
            guard let transition = event.transition, let request = transition.effects.send,
                case .refreshToken(let ref) = request.grantType,
                case .inFlight(let limit)? = transition.state.request?.phase
            else { continue }
            let sending = Sending(seq: event.seq, ref: ref, at: event.at, limit: limit)
            if let last, last.ref == ref {
                counts[counts.count - 1] += 1
                if sending.at < last.limit {
                    complaints.append("the refresh token sent at seq \(last.seq) was sent again at \(sending.seq)")
                }
            } else {
                counts.append(1)
            }
            last = sending
        }
    }
}
