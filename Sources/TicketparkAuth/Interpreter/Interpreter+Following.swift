// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension Interpreter {
    /// Takes over what other processes appended, if they did.
    package func follow() {
        guard !gate.isCurrent else { return }
        let count = gate.present
        let isComplete = follow(before: .max)
        if isComplete { gate.advance(to: count) }
        settleFollowed()
    }

    /// Tells the callers here what other processes had to tell theirs, as far as it is still so.
    func settleFollowed() {
        while let label = followed.popFirst() {
            guard let session = sessions[label], let outcome = session.followedOutcome else { continue }
            session.followedOutcome = nil
            settle(Settlement(session: session, outcome: outcome))
        }
    }

    /// Takes over what was appended after the last event seen and before `seq`.
    ///
    /// - Returns: Whether the log could be read to that point. Where it could not, the next call goes on from there.
    func follow(before seq: Int64) -> Bool {
        while lastSeen + 1 < seq {
            guard let events = try? log.events(after: lastSeen) else { return false }
            guard !events.isEmpty else { return true }
            for event in events {
                guard event.seq < seq else { return true }
                lastSeen = event.seq
                advanceClock(to: event.at)
                guard let session = followed(event.session) else { continue }
                _ = apply(event, to: session, secrets: [], isFollowed: true)
            }
        }
        return true
    }

    /// The session of that number, if it is in use here.
    private func followed(_ id: SessionID) -> LiveSession? {
        if let session = sessionsByID[id] { return session }
        guard id != .log else { return nil }
        // A session that had no row when it was first used here may have got one from another process.
        guard !rowless.isEmpty, let label = try? log.label(of: id), rowless.contains(label) else { return nil }
        sessions[label].map { enter($0, as: id) }
        return sessionsByID[id]
    }
}
