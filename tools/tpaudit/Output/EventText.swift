// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// What the columns of an event's line say.
enum EventText {
    /// The state after the event, behind an arrow where it is another one than before.
    static func state(of event: StoredEvent) -> Table.Cell {
        guard case .event(_, let from, let transition) = event.content else { return Table.Cell("") }
        let arrow = transition.state.kind == from ? "  " : "→ "
        return Table.Cell(arrow + transition.state.kind.caseName, Style(transition.state))
    }

    /// What the event carries, and what is out of the ordinary with it.
    ///
    /// - Parameters:
    ///   - note: The event's note as it stands in the file.
    ///   - labels: The labels of the sessions, by their numbers.
    static func details(of event: StoredEvent, note: [UInt8]?, labels: [Int64: String]) -> String {
        var parts: [String] = []
        if case .event(let event, _, let transition) = event.content {
            if case .ignored(let reason) = transition.disposition { parts.append("ignored: " + reason.caseName) }
            parts += self.parts(of: event.fact)
            if let failure = transition.state.visibleFailure { parts.append(failure.caseName) }
            if let request = transition.effects.send { parts.append("sends " + text(request.current)) }
        }
        if case .record(let record) = event.content { parts += self.parts(of: record, cause: event.cause, labels) }
        if let note { parts.append("“" + TerminalText.escaped(note) + "”") }
        return parts.joined(separator: ", ")
    }

    private static func parts(of fact: TokenEvent.Fact) -> [String] {
        switch fact {
        case .signInRequested, .tokenRequested, .deadlineReached: []
        case .grantAdopted(let grant): parts(of: grant)
        case .grantIssued(let current, let grant, let spent):
            [text(current)] + parts(of: grant) + (spent.map { ["spent \($0.hexText)"] } ?? [])
        case .requestDenied(let current, let denial): [text(current), denial.code.caseName, "status \(denial.status)"]
        case .requestFaulted(let current, let fault): [text(current)] + parts(of: fault)
        case .accessRejected(let ref): ["access \(ref.hexText)"]
        case .attemptInterrupted(let attempt): ["attempt \(attempt.number)"]
        case .signOutRequested(let burn): burn ? ["burn"] : []
        }
    }

    private static func parts(of grant: Grant) -> [String] {
        var parts: [String] = []
        if let access = grant.access {
            parts.append("access \(access.ref.hexText)" + (access.lifetime.map { " for \(text($0))" } ?? ""))
        }
        if let refresh = grant.refresh { parts.append("refresh \(refresh.hexText)") }
        return parts
    }

    private static func parts(of fault: Fault) -> [String] {
        var parts = [fault.kind.caseName]
        if let status = fault.status { parts.append("status \(status)") }
        parts.append(fault.reached == .no ? "not sent" : "may have been received")
        if let wait = fault.retryAfter { parts.append("retry after \(text(wait))") }
        return parts
    }

    private static func parts(of record: LogRecord, cause: Int64?, _ labels: [Int64: String]) -> [String] {
        var parts: [String] = []
        if let subject = record.subject?.number {
            parts.append(labels[subject].map { TerminalText.escaped($0) } ?? "session \(subject)")
        }
        if let refresh = record.refresh { parts.append("refresh \(refresh.hexText)") }
        if record.kind == .adoptionRefused, let cause { parts.append("spent for event \(cause)") }
        if let amount = record.amount { parts.append("by \(text(amount))") }
        if let key = record.key.map({ LogInfo.Key($0) }) {
            parts.append("\(key.purpose.name) key \(hex(key.value.prefix(8)))… from event \(key.fromSeq) on")
        }
        if let archive = record.archive { parts.append("events up to \(archive.size) moved") }
        return parts
    }

    private static func text(_ current: TokenTry) -> String {
        "try \(current.attempt.number).\(current.number)"
    }

    /// Seconds, or milliseconds where those are needed.
    private static func text(_ interval: Interval) -> String {
        let (seconds, rest) = interval.milliseconds.quotientAndRemainder(dividingBy: 1000)
        return rest == 0 ? "\(seconds)s" : "\(interval.milliseconds)ms"
    }
}
