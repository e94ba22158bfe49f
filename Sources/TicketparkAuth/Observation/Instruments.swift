// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Logging
import Metrics
import TokenMachine
import Tracing

/// What a service's operators see: log lines, metrics and spans. Nothing secret reaches any of them: they are made
/// from refs, states and codes.
struct Instruments: TransitionObserver, Sendable {
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    func observe(_ stored: StoredEvent, in label: SessionLabel) {
        guard case .event(let event, let from, let transition) = stored.content else { return }
        let next = transition.state
        Counter(
            label: "ticketpark_auth_transitions_total",
            dimensions: [("from", "\(from)"), ("to", "\(next.kind)"), ("event", "\(event.kind)")]
        ).increment()
        var metadata: Logger.Metadata = [
            "session": "\(label)", "seq": "\(stored.seq)", "event": "\(event.kind)", "from": "\(from)",
            "to": "\(next.kind)",
        ]
        if let failure = next.visibleFailure {
            metadata["failure"] = "\(failure)"
            Counter(label: "ticketpark_auth_failures_total", dimensions: [("failure", "\(failure)")]).increment()
        }
        logger.log(level: level(event, next, transition.disposition), "session event", metadata: metadata)
    }

    func observe(_ error: LogError, in label: SessionLabel) {
        logger.error("the audit log cannot be written", metadata: ["session": "\(label)", "reason": "\(error)"])
        Counter(label: "ticketpark_auth_log_errors_total").increment()
    }

    func measureAppend<Result>(_ body: () throws(LogError) -> Result) throws(LogError) -> Result {
        let start = ContinuousClock.now
        defer { Instruments.record(ContinuousClock.now - start, "ticketpark_auth_append_duration") }
        return try body()
    }

    /// Tells how many callers wait.
    func observe(waiting count: Int) {
        Gauge(label: "ticketpark_auth_waiters").record(count)
    }

    static func record(_ duration: Duration, _ label: String, dimensions: [(String, String)] = []) {
        let (seconds, attoseconds) = duration.components
        Timer(label: label, dimensions: dimensions)
            .recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    private func level(_ event: TokenEvent, _ next: TokenState, _ disposition: Disposition) -> Logger.Level {
        switch disposition {
        case .ignored: .trace
        case .taken:
            switch event.fact {
            case .requestFaulted, .requestDenied, .attemptInterrupted, .accessRejected: .warning
            case .grantIssued, .grantAdopted, .signInRequested, .signOutRequested: .info
            case .tokenRequested, .deadlineReached: next.visibleFailure == nil ? .debug : .warning
            }
        }
    }
}
