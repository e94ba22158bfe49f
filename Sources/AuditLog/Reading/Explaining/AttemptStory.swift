// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// One attempt: why it was begun, and what became of each of its tries.
struct AttemptStory: Hashable, Sendable {
    typealias Moment = SessionHistory.Moment

    /// How a try ended.
    struct TryEnd: Hashable, Sendable {
        var current: TokenTry
        var moment: Moment
        var outcome: Outcome
    }

    /// The ways in which a try ends.
    enum Outcome: Hashable, Sendable {
        case faulted(Fault)
        case timedOut
        case interrupted
        case denied(Denial)
        case granted
    }

    /// The attempt.
    var number: Attempt
    /// The event with which it began, where that is known.
    var beginning: Moment?
    /// What became of its tries, in order.
    var ends: [TryEnd] = []

    /// The state after the last try that has ended.
    var stateAfter: TokenState? { ends.last?.moment.transition.state }

    /// Why it failed, where it did.
    var failure: Failure? {
        switch stateAfter {
        case .failed(let failed): failed.failure
        case .valid(let valid):
            switch valid.renewal {
            case .heldBack(let failure, _): failure
            case .due, .impossible: nil
            }
        case .unauthenticated, .authenticating, .expired, .refreshing, nil: nil
        }
    }

    /// Whether it ended as the vault had no refresh token to send.
    var isTokenMissing: Bool {
        guard case .faulted(let fault)? = ends.last?.outcome else { return false }
        return fault.kind == .tokenMissing
    }

    /// The ends of tries that brought no answer at all.
    var faults: [TryEnd] {
        ends.filter {
            switch $0.outcome {
            case .faulted, .timedOut, .interrupted: true
            case .denied, .granted: false
            }
        }
    }

    /// The first try that may have spent the refresh token without our seeing the answer.
    var lostTry: TryEnd? {
        ends.first {
            switch $0.outcome {
            case .faulted(let fault): fault.reached == .maybe
            case .timedOut, .interrupted: true
            case .denied, .granted: false
            }
        }
    }
}

extension AttemptStory.TryEnd {
    /// How the try that was in flight before `moment` ended with it; `nil` where it did not.
    init?(_ moment: SessionHistory.Moment) {
        guard moment.isTaken else { return nil }
        let pending = moment.before.request
        switch moment.event.fact {
        case .requestFaulted(let current, let fault):
            self.init(current: current, moment: moment, outcome: .faulted(fault))
        case .requestDenied(let current, let denial):
            self.init(current: current, moment: moment, outcome: .denied(denial))
        case .grantIssued(let current, _, spent: _):
            self.init(current: current, moment: moment, outcome: .granted)
        case .deadlineReached:
            guard let pending, case .inFlight = pending.phase else { return nil }
            self.init(current: pending.current, moment: moment, outcome: .timedOut)
        case .attemptInterrupted:
            guard let pending else { return nil }
            self.init(current: pending.current, moment: moment, outcome: .interrupted)
        case .signInRequested, .grantAdopted, .tokenRequested, .accessRejected, .signOutRequested:
            return nil
        }
    }

    /// What became of the try, without who is to blame.
    var sentence: Sentence {
        let said = moment.stored.note.map { ": \(quoting: $0)" as Sentence } ?? ""
        switch outcome {
        case .faulted(let fault):
            let reached: Sentence = fault.reached == .maybe ? "; the server may have taken it" : ""
            return "Try \(current) brought no answer: \(fault.sentence)\(reached)\(said)."
        case .timedOut:
            return "Try \(current) brought no answer within its time limit; the server may have taken it."
        case .interrupted:
            return "Try \(current) ended with its process; the server may have taken it."
        case .denied(let denial):
            return
                "The server answered try \(current) with \(words: denial.code.text) (status \(denial.status))\(said)."
        case .granted:
            return "Try \(current) was answered with tokens."
        }
    }
}

extension Fault {
    /// What went wrong, as the middle of a sentence.
    var sentence: Sentence {
        let answer: Sentence = status.map { " (status \($0))" } ?? ""
        switch kind {
        case .unreachable: return "no connection to the server could be made, or its name was not found"
        case .insecure: return "TLS could not be agreed on, or the server's certificate was not trusted"
        case .notSent: return "it was never sent"
        case .disconnected: return "the connection broke before an answer was there"
        case .timedOut: return "none came within the time limit"
        case .serverError: return "the server failed\(answer)"
        case .overloaded: return "the server asked to come back later\(answer)"
        case .redirected: return "a redirect came\(answer), which the token endpoint never sends"
        case .refusedByProxy: return "something in between refused it\(answer), which was not the token endpoint"
        case .notAGrant: return "what came\(answer) were no tokens"
        case .tokenMissing: return "it was never sent, as the vault has no such refresh token"
        }
    }
}

extension OAuthErrorCode {
    /// The code as it stands in RFC 6749 section 5.2.
    package var text: String {
        switch self {
        case .invalidRequest: "invalid_request"
        case .invalidClient: "invalid_client"
        case .invalidGrant: "invalid_grant"
        case .unauthorizedClient: "unauthorized_client"
        case .unsupportedGrantType: "unsupported_grant_type"
        case .invalidScope: "invalid_scope"
        case .other: "an error code of its own"
        }
    }
}
