// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// The last token request of a session that failed, as the log tells it.
struct LastFault {
    /// What came back.
    enum Answer {
        case fault(Fault)
        case denial(Denial)
    }

    var seq: Int64
    var wallMicroseconds: Int64
    var answer: Answer
    /// What was said. From outside.
    var note: String?

    /// Looks it up in the log at `path`, among the events after `seq`.
    static func read(in path: String, label: String, after seq: Int64 = 0) throws(LogError) -> LastFault? {
        let reader = try LogReader(path: path)
        guard let session = try reader.session(label) else { return nil }
        var query = EventQuery()
        query.sessions = [session.id]
        query.kinds = [.event(.requestFaulted), .event(.requestDenied)]
        query.seqs = min(seq, .max - 1) + 1...(.max)
        query.limit = 1
        query.isReversed = true
        guard let stored = try reader.events(query).next(), let event = stored.event else { return nil }
        let answer: Answer
        switch event.fact {
        case .requestFaulted(_, let fault): answer = .fault(fault)
        case .requestDenied(_, let denial): answer = .denial(denial)
        default: return nil
        }
        return LastFault(
            seq: stored.seq, wallMicroseconds: stored.wallMicroseconds, answer: answer, note: stored.note)
    }

    /// The fault, where it was none of the server's denials.
    var serverFault: ServerFault? {
        guard case .fault(let fault) = answer else { return nil }
        return ServerFault(kind: fault.kind, status: fault.status, reached: fault.reached, note: note)
    }

    /// What the server said, in brackets, where it said no.
    var saying: String {
        guard case .denial(let denial) = answer else { return "" }
        return " (\(OneLine.of(note ?? "\(denial.code)")))"
    }
}
