// SPDX-License-Identifier: Apache-2.0

/// Where the checks of a verification report to. Findings are handed on at once and only counted here.
final class FindingSink {
    private let report: (VerificationFinding) -> Void
    private(set) var count = 0
    private(set) var notes: [String] = []
    private(set) var gaps: [String] = []

    init(_ report: @escaping (VerificationFinding) -> Void) {
        self.report = report
    }

    /// Something is not as it was written.
    func find(_ check: VerificationFinding.Check, seq: Int64? = nil, _ text: String) {
        count += 1
        report(VerificationFinding(seq: seq, check: check, text: text))
    }

    /// A reader should know that.
    func note(_ text: String) {
        notes.append(text)
    }

    /// That was asked for and could not be checked.
    func leaveOpen(_ text: String) {
        gaps.append(text)
    }

    /// Runs one check. What the file does not give up is a finding, and a gap in what was checked; all other errors
    /// say nothing of the log and end the verification.
    func run(_ check: VerificationFinding.Check, _ body: () throws(LogError) -> Void) throws(LogError) {
        do {
            try body()
        } catch .damaged(_, let seq, let reason) {
            find(check, seq: seq, "it cannot be read: \(reason)")
            leaveOpen("what could not be read")
        }
    }
}
