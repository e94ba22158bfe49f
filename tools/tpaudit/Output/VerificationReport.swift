// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// Writes findings as they are made, and at the end what they come to.
protocol VerificationReport: AnyObject {
    /// Writes what comes before all findings.
    func begin() throws(OutputFailure)
    /// Writes a finding. A failure is kept for the end.
    func add(_ finding: VerificationFinding)
    /// Writes what comes after all findings.
    func end(_ verification: Verification) throws(OutputFailure)
}

/// Writes a verification for programs.
final class MachineVerificationReport: VerificationReport {
    private var writer: RowWriter
    private var failure: OutputFailure?

    init(_ console: Console, _ format: MachineFormat) {
        writer = RowWriter(console, format, columns: ["seq", "check", "text"], listName: "findings")
    }

    func begin() throws(OutputFailure) {
        try writer.begin()
    }

    func add(_ finding: VerificationFinding) {
        failure = failure ?? attempt { () throws(OutputFailure) in try writer.add(finding.value) }
    }

    func end(_ verification: Verification) throws(OutputFailure) {
        if let failure { throw failure }
        try writer.end(verification.summary)
    }
}

/// Writes a verification for people.
final class TextVerificationReport: VerificationReport {
    private let console: Console
    private let isColored: Bool
    private let trusted: Int64?
    private var failure: OutputFailure?

    /// - Parameter trusted: How many events were not looked at, as an earlier verification is trusted.
    init(_ console: Console, isColored: Bool, trusted: Int64?) {
        self.console = console
        self.isColored = isColored
        self.trusted = trusted
    }

    func begin() throws(OutputFailure) {}

    func add(_ finding: VerificationFinding) {
        failure =
            failure
            ?? attempt { () throws(OutputFailure) in
                let place = finding.seq.map { "event \($0): " } ?? ""
                try console.write(
                    place, wrapped: TerminalText.escaped(finding.text) + " [\(finding.check.rawValue)]")
            }
    }

    func end(_ verification: Verification) throws(OutputFailure) {
        if let failure { throw failure }
        for gap in verification.gaps { try console.write("not checked: ", wrapped: TerminalText.escaped(gap)) }
        for note in verification.notes { try console.write("note: ", wrapped: TerminalText.escaped(note)) }
        if let key = verification.signingKey { try console.write(line: "signing key: " + hex(key)) }
        let events =
            counted(verification.events, "event")
            + (trusted.map { " after the \($0) of the checkpoint that is trusted" } ?? "")
        switch verification.outcome {
        case .intact:
            try console.write(line: Style.good.applied(to: "intact", isOn: isColored) + ": \(events)")
        case .broken:
            try console.write(
                line: Style.bad.applied(to: "BROKEN", isOn: isColored)
                    + ": \(counted(verification.findings, "finding")) in \(events)")
            try console.write(
                "",
                wrapped: "Put the log aside as it is, with its side files, and restore a backup; tpaudit compare shows "
                    + "where the two part.")
        case .incomplete:
            try console.write(
                "",
                wrapped: Style.warning.applied(to: "incomplete", isOn: isColored)
                    + ": \(events), nothing found, and not everything could be checked")
        }
    }
}
