// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// Where somebody stands in the history of a session, and how keys move it.
struct Stepper {
    /// What a key asks for.
    enum Key: Hashable {
        case forward(Int64)
        case back(Int64)
        case first
        case last
        case character(Character)
        case enter
        case erase
        case escape
        case quit
    }

    /// What is being typed.
    private enum Prompt: Hashable {
        case jump
        case search
    }

    private let reader: LogReader
    private let session: SessionSummary
    private(set) var versions: ClosedRange<Int64>
    private(set) var version: Int64
    /// Which part of a state that is too long for the screen is looked at.
    private(set) var part = 0
    /// Whether somebody has seen enough.
    private(set) var isOver = false
    private var prompt: Prompt?
    private var typed = ""
    private var sought = ""
    private var message: String?

    /// So many events are looked through in one go while searching.
    private static let searchPage = 1000

    /// - Parameter position: Where to begin: at the session's last event up to there.
    init(_ reader: LogReader, _ session: SessionSummary, versions: ClosedRange<Int64>) {
        self.reader = reader
        self.session = session
        self.versions = versions
        version = min(max(session.events, versions.lowerBound), versions.upperBound)
    }

    /// What the bottom line says, where it says more than the keys.
    var bottom: String? {
        switch prompt {
        case .jump: ":" + TerminalText.escaped(typed)
        case .search: "/" + TerminalText.escaped(typed)
        case nil: message
        }
    }

    /// The step that is shown.
    func step() throws -> StepScreen.Step? {
        let first = max(versions.lowerBound, version - 1)
        let rows = try reader.rows(of: session.id, versions: first...version, isReversed: true, limit: 2)
        guard let row = rows.first else { return nil }
        let event = try row.event(in: reader.path)
        let previous = try rows.dropFirst().first?.event(in: reader.path)
        let before: LogValue =
            if let previous, let transition = previous.transition {
                LogValue(transition.state)
            } else {
                .object([])
            }
        return StepScreen.Step(
            label: session.label, row: row, event: event, before: before, versions: versions,
            elapsed: previous.map { (event.at - $0.at).milliseconds })
    }

    /// Does what a key asks for.
    mutating func press(_ key: Key) throws {
        message = nil
        let before = version
        defer { if version != before { part = 0 } }
        if prompt != nil { return try type(key) }
        switch key {
        case .forward(let count): move(by: count)
        case .back(let count): move(by: -count)
        case .first: version = versions.lowerBound
        case .last:
            versions = try reader.versions(of: session.id) ?? versions
            version = versions.upperBound
        case .quit, .character("q"): isOver = true
        case .character("g"): version = versions.lowerBound
        case .character("G"): try press(.last)
        case .character("j"), .character(" "), .character("l"), .enter: move(by: 1)
        case .character("k"), .character("h"), .erase: move(by: -1)
        case .character(":"):
            prompt = .jump
            typed = ""
        case .character("/"):
            prompt = .search
            typed = ""
        case .character("d"): part += 1
        case .character("n"): try search(isForward: true)
        case .character("N"): try search(isForward: false)
        case .character(let digit) where digit.isNumber:
            prompt = .jump
            typed = String(digit)
        case .character, .escape: break
        }
    }

    private mutating func move(by count: Int64) {
        let wanted = version + count
        version = min(max(wanted, versions.lowerBound), versions.upperBound)
        if wanted > versions.upperBound { message = "this is the last event; G looks whether there are more" }
        if wanted < versions.lowerBound { message = "this is the first event that the log has" }
    }

    private mutating func type(_ key: Key) throws {
        switch key {
        case .character(let character): typed.append(character)
        case .erase:
            if typed.popLast() == nil { prompt = nil }
        case .enter:
            let asked = prompt
            prompt = nil
            switch asked {
            case .jump: try jump(to: typed)
            case .search:
                if !typed.isEmpty { sought = typed }
                try search(isForward: true)
            case nil: break
            }
        case .quit: isOver = true
        case .escape, .forward, .back, .first, .last: prompt = nil
        }
    }

    /// Goes to an event by its seq, or to the session's last one before it.
    private mutating func jump(to text: String) throws {
        guard let seq = Int64(text), seq > 0 else {
            message = "\(TerminalText.escaped(text)) is no number of an event"
            return
        }
        var query = EventQuery()
        query.sessions = [session.id]
        query.seqs = 1...seq
        query.isReversed = true
        query.limit = 20
        let cursor = try reader.events(query)
        while let row = try cursor.nextRow() {
            // The log's own records about the session are among them, and are no steps.
            guard row.session == session.id.number else { continue }
            version = min(max(row.version, versions.lowerBound), versions.upperBound)
            if row.seq != seq { message = "event \(seq) is not of this session; this is the last one before it" }
            return
        }
        version = versions.lowerBound
        message = "the session has no event before \(seq)"
    }

    private mutating func search(isForward: Bool) throws {
        guard !sought.isEmpty else {
            message = "type / and what to search for"
            return
        }
        var from = isForward ? version + 1 : version - 1
        while versions.contains(from) {
            let range = isForward ? from...versions.upperBound : versions.lowerBound...from
            let rows = try reader.rows(
                of: session.id, versions: range, isReversed: !isForward, limit: Stepper.searchPage)
            if let found = try rows.first(where: { try matches($0) }) {
                version = found.version
                return
            }
            guard let last = rows.last else { break }
            from = isForward ? last.version + 1 : last.version - 1
        }
        message = "\(TerminalText.escaped(sought)) is not \(isForward ? "after" : "before") this event"
    }

    private func matches(_ row: EventRow) throws -> Bool {
        let event = try row.event(in: reader.path)
        let text =
            "\(event.kind.name) \(EventText.state(of: event).text) "
            + EventText.details(of: event, note: row.note, labels: [:])
        return text.lowercased().contains(sought.lowercased())
    }
}
