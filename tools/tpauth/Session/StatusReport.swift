// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import TicketparkAuth
import TokenMachine

/// Where a session stands, as its log tells it.
struct StatusReport {
    private let place: LogPlace
    private let state: TokenState
    private let health: SessionHealth
    private let secondsLeft: Int64
    private let lastFault: LastFault?

    /// Reads the log of the session and nothing else.
    init(_ place: LogPlace, now wall: Instant) throws(LogError) {
        let reader = try LogReader(path: place.path)
        let summary = try reader.session(place.label)
        let policies = try reader.policies()
        // Machine time does not run back, whatever the wall clock does.
        let now = max(wall, summary?.last?.at ?? wall)
        let state = summary?.state ?? .initial(seed: 0)
        self.place = place
        self.state = state
        // Where no process keeps the session, its deadline has passed unseen: the machine says what that comes to, by the
        // policy under which the session was kept.
        let policy = policies.first { $0.id == summary?.last?.policy }?.policy ?? .ticketpark
        let present = reduce(state, .deadlineReached(at: now), policy: policy).state
        health = SessionHealth(present, at: now)
        secondsLeft = state.usableAccess(at: now).map { ($0.hardStop - now).milliseconds / 1000 } ?? 0
        lastFault = try LastFault.read(in: place.path, label: place.label)
    }

    /// 0 where callers are served.
    var exit: AuthExit {
        switch health {
        case .usable: .fine
        case .signingIn: .unavailable
        case .needsSignIn: .signInNeeded
        case .degraded(_, let seconds) where seconds > 0: .fine
        case .degraded(.clientRejected, _), .degraded(.accessRefused, _): .refused
        case .degraded: .unavailable
        }
    }

    /// For people.
    var lines: [String] {
        [
            "session       \(OneLine.of(place.label)) in \(OneLine.of(place.path))",
            "health        \(healthText)",
            "state         \(state.kind)",
            "access token  \(secondsLeft > 0 ? "usable for \(secondsLeft) s" : "none usable")",
            "last failure  \(failureText ?? "none")",
            "next          \(next)",
        ]
    }

    /// For programs.
    var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(
                Content(
                    session: place.label, log: place.path, health: healthName, failure: failure.map { "\($0)" },
                    needsSignIn: health.needsSignIn, state: "\(state.kind)", secondsLeft: secondsLeft,
                    lastFailure: lastFault.map {
                        Content.LastFailure(at: Self.time($0), what: $0.name, said: $0.note)
                    },
                    next: next))
        }
    }

    private struct Content: Encodable {
        var session: String
        var log: String
        var health: String
        var failure: String?
        var needsSignIn: Bool
        var state: String
        var secondsLeft: Int64
        var lastFailure: LastFailure?
        var next: String

        struct LastFailure: Encodable {
            var at: String
            var what: String
            var said: String?
        }

        enum CodingKeys: String, CodingKey {
            case session, log, health, failure, state, next
            case needsSignIn = "needs_sign_in"
            case secondsLeft = "seconds_left"
            case lastFailure = "last_failure"
        }
    }

    private var failure: Failure? {
        switch health {
        case .usable, .signingIn: nil
        case .degraded(let failure, _), .needsSignIn(let failure): failure
        }
    }

    private var healthName: String {
        switch health {
        case .usable: "usable"
        case .signingIn: "signingIn"
        case .degraded: "degraded"
        case .needsSignIn: "needsSignIn"
        }
    }

    private var healthText: String {
        switch health {
        case .usable: "usable: callers get a token"
        case .signingIn: "a sign-in is on its way"
        case .degraded(let failure, let seconds):
            "degraded: \(failure.explanation)" + (seconds > 0 ? "; callers are served for \(seconds) s more" : "")
        case .needsSignIn(let failure): "needs a sign-in: \(failure.explanation)"
        }
    }

    private var failureText: String? {
        lastFault.map { fault in
            "\(Self.time(fault)) \(fault.name)" + (fault.note.map { " (\(OneLine.of($0)))" } ?? "")
        }
    }

    private var next: String {
        switch health {
        case .usable: "nothing to do"
        case .signingIn: "wait for the sign-in"
        case .needsSignIn: "run tpauth login"
        case .degraded(let failure, _) where failure.isRecoverable: "nothing to do yet: it tries again by itself"
        case .degraded: "run tpauth login before the access token runs out"
        }
    }

    private static func time(_ fault: LastFault) -> String {
        TimeText.text(milliseconds: fault.wallMicroseconds / 1000)
    }
}

extension LastFault {
    /// The kind of failure, by the name under which the log knows it.
    fileprivate var name: String {
        switch answer {
        case .fault(let fault): "\(fault.kind)"
        case .denial(let denial): "\(denial.code)"
        }
    }
}
