// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// Tells what a session's log has got since it was last looked at.
struct LogNarration {
    private let narrator: Narrator
    private let path: String
    private var lastSeq: Int64 = 0
    /// How many refreshes brought a new token.
    private(set) var rotations = 0
    /// Whether the beginning of a refresh is worth telling: where it is new, or where something will come of it.
    var tellsRenewals = true

    init(_ narrator: Narrator, path: String) {
        self.narrator = narrator
        self.path = path
    }

    /// Tells what is new.
    mutating func catchUp() throws {
        let reader = try LogReader(path: path)
        var query = EventQuery()
        query.seqs = lastSeq + 1...(.max)
        let events = try reader.events(query)
        while let stored = try events.next() {
            lastSeq = stored.seq
            guard case .event(let event, _, let transition) = stored.content, transition.disposition == .taken,
                let (what, meaning) = story(of: event.fact, to: transition.state)
            else { continue }
            if case .grantIssued(_, _, spent: .some) = event.fact {
                rotations += 1
                tellsRenewals = false
            }
            try narrator.tell(
                what, meaning: meaning, at: Instant(milliseconds: stored.wallMicroseconds / 1000))
        }
    }

    private func story(of fact: TokenEvent.Fact, to state: TokenState) -> (String, String?)? {
        switch fact {
        case .signInRequested:
            return ("The password goes to the token endpoint.", "It is used this once and kept nowhere.")
        case .grantIssued(_, let grant, spent: nil):
            return ("Signed in: \(tokens(of: grant)).", "Both are sealed in the log's vault.")
        case .grantIssued(_, let grant, spent: .some(let spent)):
            let meaning = rotations == 0 ? "The old refresh token is dead; only the new one can renew again." : nil
            return ("Refresh token \(name(spent)) was spent for \(tokens(of: grant)).", meaning)
        case .deadlineReached:
            return story(ofDeadline: state)
        case .accessRejected(let ref):
            return (
                "The API refuses access token \(name(ref)) before its time.",
                "It is not offered again. A refresh begins, and the call waits for it."
            )
        case .requestFaulted(_, let fault):
            return (
                "The refresh brings no answer (\(fault.kind)).",
                "The server may have got it, so the refresh token may be spent. It is tried once more."
            )
        case .requestDenied(_, let denial):
            return story(of: denial, to: state)
        case .signOutRequested:
            return ("Signed out.", "The vault forgets all tokens of the session. The log keeps what happened.")
        case .tokenRequested, .attemptInterrupted, .grantAdopted:
            return nil
        }
    }

    private func story(ofDeadline state: TokenState) -> (String, String?)? {
        switch state {
        case .refreshing(let held) where held.request.current.number == 1 && tellsRenewals:
            (
                "The access token is old enough: refresh token \(name(held.refresh.ref)) goes out.",
                "Callers get the present access token meanwhile."
            )
        case .failed(let held):
            (
                "The access token has run out (\(held.failure)).",
                "From now on callers are told that a sign-in is needed."
            )
        case .unauthenticated, .authenticating, .valid, .expired, .refreshing:
            nil
        }
    }

    private func story(of denial: Denial, to state: TokenState) -> (String, String?) {
        guard case .valid(let held) = state, case .heldBack(let failure, _) = held.renewal else {
            return ("The server says no (\(denial.code)).", nil)
        }
        return (
            "The server says no to that refresh token (\(denial.code), so \(failure)).",
            "It was spent by the try whose answer was lost, and the new one went down with that answer. Callers are "
                + "served until the access token runs out; the owner is warned already."
        )
    }

    private func tokens(of grant: Grant) -> String {
        let access = grant.access.map { access in
            "access token \(name(access.ref))"
                + (access.lifetime.map { " for \($0.milliseconds / 1000) s" } ?? "")
        }
        return [access, grant.refresh.map { "refresh token \(name($0))" }].compactMap { $0 }
            .joined(separator: ", ")
    }

    /// The start of a token's name, which tells nothing of the token itself.
    private func name(_ ref: TokenRef) -> String {
        String(ref.hexText.prefix(6))
    }
}
