// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// All that a report tells of a log.
struct ReportContent {
    /// A session, as it stands at the end of the report.
    struct Session {
        var label: String
        var number: Int64
        /// Where it stands; `nil` where that cannot be read.
        var end: SessionSummary?
        /// Why it stands there; `nil` where that is not told.
        var explanation: Explanation?
    }

    /// Where the log is.
    let path: String
    /// When the report was made, in microseconds since the Unix epoch.
    let madeMicroseconds: Int64
    /// What the log is, at a glance.
    let info: LogInfo
    /// What came of its verification.
    let verification: Verification
    /// The first findings.
    let findings: [VerificationFinding]
    /// The processes that appended.
    let writers: [WriterSummary]
    /// The transitions within the report.
    let transitions: TransitionCounts
    /// Which events it has.
    let range: ReportRange
    /// The sessions in the order of their numbers.
    private(set) var sessions: [Session] = []
    /// The events.
    private(set) var table: ReportTable
    /// Up to when states are shown, in microseconds since the Unix epoch: a little longer than the last event, and no
    /// longer than somebody knows of.
    private(set) var untilMicroseconds: Int64 = 0
    /// What of the log cannot be read.
    private(set) var troubles: [String] = []

    private let reader: LogReader
    /// Where the sessions stood before the first event.
    private var before: [Int64: TokenState] = [:]

    /// So many findings are shown.
    private static let findingLimit = 200
    /// So many sessions are explained, those with the most trouble first.
    static let explanationLimit = 200

    /// Reads all of it.
    ///
    /// - Parameter now: Now, in microseconds since the Unix epoch.
    init(_ reader: LogReader, _ range: ReportRange, _ means: VerificationMeans, now: Int64) throws {
        self.reader = reader
        self.range = range
        path = reader.path
        madeMicroseconds = now
        var findings: [VerificationFinding] = []
        verification = try reader.verify(with: means) { finding in
            if findings.count < ReportContent.findingLimit { findings.append(finding) }
        }
        self.findings = findings
        info = try reader.info()
        writers = try reader.writers()
        transitions = try reader.transitionCounts(of: range.query.wanted.sessions, in: range.query.seqs)
        let wanted = range.query.wanted.sessions.map(\.number)
        let labels = try reader.labels().filter { wanted.isEmpty || wanted.contains($0.key) }
        sessions = labels.sorted { $0.key < $1.key }.map { Session(label: $0.value, number: $0.key) }
        table = ReportTable(sessions: sessions.count + 1)
        try readStates()
        try readEvents()
        try explain(now: now)
    }

    private func position(_ seq: Int64?) -> LogPosition { seq.map { .seq($0) } ?? .end }

    /// Where the sessions stood before the first event here, and after the last one.
    private mutating func readStates() throws {
        before = states(at: position(range.seqs.map { $0.lowerBound - 1 })).mapValues(\.state)
        let end = states(at: range.isToTheEnd ? .end : position(range.seqs?.upperBound))
        table.add([], session: 0)
        for index in sessions.indices {
            let number = sessions[index].number
            sessions[index].end = end[number]
            let state = before[number].map { LogValue.Field("state", LogValue($0)) }
            table.add(state.map { [$0] } ?? [], session: index + 1)
        }
    }

    private mutating func states(at position: LogPosition) -> [Int64: SessionSummary] {
        do {
            return Dictionary(try reader.sessions(at: position).map { ($0.id.number, $0) }) { first, _ in first }
        } catch {
            // What can be read of the log is worth a report all the more.
            troubles.append("\(error)")
            return [:]
        }
    }

    private mutating func readEvents() throws {
        guard range.seqs != nil else { return }
        let places = Dictionary(uniqueKeysWithValues: sessions.enumerated().map { ($1.number, $0 + 1) })
        let labels = try reader.labels()
        let policies = Dictionary(try reader.policies().map { ($0.id, $0.policy) }) { first, _ in first }
        var states = before
        let cursor = try reader.events(range.query)
        var first: Int64?
        while let row = try cursor.nextRow() {
            first = first ?? row.wall
            untilMicroseconds = row.wall
            let place = places[row.session] ?? 0
            do throws(LogError) {
                guard case .object(var fields) = try row.value(label: labels[row.session], in: path) else { continue }
                let event = try row.event(in: path)
                if let transition = event.transition {
                    let policy = policies[event.policy] ?? .ticketpark
                    if let due = states[row.session]?.missedDeadline(until: event.at, policy: policy) {
                        fields.append(LogValue.Field(ReportContent.gapName, .integer((event.at - due).milliseconds)))
                    }
                    states[row.session] = transition.state
                }
                let details = EventText.details(of: event, note: row.note, labels: labels)
                table.add(fields, details: details, session: place)
            } catch {
                let fields = [
                    LogValue.Field("seq", .integer(row.seq)), LogValue.Field("wall", .wall(row.wall)),
                    LogValue.Field("kind", .text("unreadable")),
                ]
                table.add(fields, details: TerminalText.escaped("\(error)"), session: place)
            }
        }
        let last = untilMicroseconds
        let tail = max(60_000_000, (last.subtractingReportingOverflow(first ?? last).partialValue) / 8)
        if range.isToTheEnd, last < madeMicroseconds { untilMicroseconds = min(madeMicroseconds, last + tail) }
    }

    /// What the column is called with how long something had been due that was not done, in milliseconds.
    static let gapName = "gap_ms"

    private mutating func explain(now: Int64) throws {
        let position = range.isToTheEnd ? LogPosition.end : position(range.seqs?.upperBound)
        let instant = try PositionOption.instant(position, of: reader, now: now)
        let order = sessions.indices.sorted {
            (ReportContent.urgency(sessions[$0]), $0) < (ReportContent.urgency(sessions[$1]), $1)
        }
        for index in order.prefix(ReportContent.explanationLimit) {
            do {
                sessions[index].explanation = try reader.explain(sessions[index].label, at: position, now: instant)
            } catch {
                troubles.append("\(error)")
            }
        }
    }

    /// The less, the sooner somebody should look at it.
    private static func urgency(_ session: Session) -> Int {
        guard let state = session.end?.state else { return 0 }
        return switch state {
        case .failed: 1
        case .expired: 2
        case .refreshing(let state): state.access == nil ? 3 : 5
        case .valid(let state): if case .due = state.renewal { 6 } else { 4 }
        case .authenticating: 5
        case .unauthenticated: 7
        }
    }
}
