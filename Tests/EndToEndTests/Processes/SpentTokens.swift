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
        var sender: Int64
    }

    /// How often each token was to be sent, one after the other.
    private(set) var counts: [Int] = []
    /// How many were sent once more because the process was killed that had sent them, and then within the time limit of
    /// its request.
    private(set) var takenOver = 0
    /// Tokens that were sent twice within the time limit of the first request, though nobody was killed.
    private(set) var complaints: [String] = []

    /// - Parameter killed: The processes that were killed.
    init(_ events: [StoredEvent], writers: [Int64: Int64], killed: Set<Int64>) {
        var last: Sending?
        var interrupted = false
        for event in events {
            if event.event?.kind == .attemptInterrupted { interrupted = true }
            guard let transition = event.transition, let request = transition.effects.send,
                case .refreshToken(let ref) = request.grantType,
                case .inFlight(let limit)? = transition.state.request?.phase
            else { continue }
            let sending = Sending(seq: event.seq, ref: ref, at: event.at, limit: limit, sender: event.writer)
            if let last, last.ref == ref {
                counts[counts.count - 1] += 1
                if sending.at < last.limit {
                    let isSenderDead = interrupted && writers[last.sender].map(killed.contains) == true
                    takenOver += isSenderDead ? 1 : 0
                    if !isSenderDead {
                        complaints.append("the refresh token sent at seq \(last.seq) was sent again at \(sending.seq)")
                    }
                }
            } else {
                counts.append(1)
            }
            last = sending
            interrupted = false
        }
    }
}
