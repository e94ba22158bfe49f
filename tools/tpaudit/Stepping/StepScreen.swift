// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// What the screen shows at one step: the event, the state before and after it with what changed, and the effects.
struct StepScreen {
    /// A step: an event of a session, and where it stands in its history.
    struct Step {
        var label: String
        var row: EventRow
        var event: StoredEvent
        /// The state before it.
        var before: LogValue
        /// The first and the last version that the log has.
        var versions: ClosedRange<Int64>
        /// The time since the session's event before, in milliseconds.
        var elapsed: Int64?
    }

    var step: Step
    var zone: ZoneText
    var isColored: Bool
    /// What is typed or told at the bottom; the keys unless given.
    var message: String?
    /// Which part of a state is shown that has more rows than the screen has room for: counted from 0 on, and the first
    /// one again after the last.
    var part = 0

    private static let keys = "→ ← step  PgDn PgUp ten  d rows  g G ends  :seq jump  /text find  n next  q quit"

    /// Lines that fill a terminal of that size; none is wider, and there are never more or fewer.
    func lines(width: Int, height: Int) -> [String] {
        let head = heading(width)
        let tail = effects(width)
        let room = max(0, height - head.count - tail.count - 1)
        var lines = head + states(width, room)
        lines += Array(repeating: "", count: max(0, height - 1 - tail.count - lines.count)) + tail
        lines = Array(lines.prefix(max(0, height - 1)))
        return lines + [fit(message ?? StepScreen.keys, width, message == nil ? .faint : .heading)]
    }

    private func heading(_ width: Int) -> [String] {
        let place =
            "event \(step.event.seq) of the log, \(step.event.version) of \(step.versions.upperBound) of "
            + TerminalText.escaped(step.label)
        let time = zone.text(microseconds: step.event.wallMicroseconds)
        let elapsed = step.elapsed.map { "  +\(Interval(milliseconds: $0).words)" } ?? ""
        var lines = [fit("\(place)  \(time)", width, .heading)]
        let from = step.before["state"]?.text(in: zone) ?? "-"
        let to = step.event.transition.map { "\($0.state.kind)" } ?? "-"
        let way = from == to ? "stays \(to)" : "\(from) → \(to)"
        let style = step.event.transition.map { Style($0.state) } ?? .plain
        lines.append(fit("\(step.event.kind.name): \(way)\(elapsed)", width, style))
        let details = EventText.details(of: step.event, note: step.row.note, labels: [:])
        lines += TerminalText.wrapped(details, to: width).prefix(2).map { fit($0, width, .plain) }
        return lines + [fit(String(repeating: "─", count: width), width, .faint)]
    }

    private func states(_ width: Int, _ room: Int) -> [String] {
        let before = step.before.flattened
        let after = step.event.transition.map { LogValue($0.state).flattened } ?? []
        let names = after.map(\.name) + before.map(\.name).filter { name in !after.contains { $0.name == name } }
        // Two times fit side by side into 80 columns.
        let nameWidth = min(names.map(\.count).max() ?? 0, max(8, width - 54))
        let column = max(8, (width - nameWidth - 6) / 2)
        func value(_ fields: [LogValue.Field], _ name: String) -> String {
            fields.first { $0.name == name }.map { $0.value == .null ? "" : $0.value.text(in: zone) } ?? ""
        }
        var lines: [(text: String, isChanged: Bool)] = []
        for name in names {
            let (old, new) = (value(before, name), value(after, name))
            let isChanged = old != new
            // A long name takes what it needs from the value beside it, where that leaves enough.
            let shown = cut(name, max(nameWidth, nameWidth + column - max(8, TerminalText.width(old))))
            let rest = column - max(0, TerminalText.width(shown) - nameWidth)
            let text =
                (isChanged ? "* " : "  ") + padded(shown, column + nameWidth - rest) + "  " + padded(old, rest) + "  "
                + cut(new, column)
            lines.append((fit(text, width, isChanged ? .warning : .plain), isChanged))
        }
        return part(of: lines, room, width)
    }

    /// The lines that there is room for: all of them, or a part, and which one that is.
    private func part(of lines: [(text: String, isChanged: Bool)], _ room: Int, _ width: Int) -> [String] {
        guard lines.count > room else { return lines.map(\.text) }
        // The state itself, then what changed; what stayed as it was can wait for the last part.
        let rest = lines.dropFirst()
        let sorted = lines.prefix(1) + rest.filter(\.isChanged) + rest.filter { !$0.isChanged }
        let count = max(1, room - 1)
        let parts = (sorted.count + count - 1) / count
        let first = min(part % parts * count, sorted.count - count)
        let place = "  rows \(first + 1) to \(first + count) of \(sorted.count); d shows the next ones"
        return room < 2
            ? Array([fit(place, width, .faint)].prefix(room))
            : sorted[first..<first + count].map(\.text) + [fit(place, width, .faint)]
    }

    private func effects(_ width: Int) -> [String] {
        var parts: [String] = []
        if let effects = step.event.transition?.effects {
            if let send = effects.send {
                parts.append("send try \(send.current.attempt.number).\(send.current.number)")
            }
            for field in LogValue(effects).flattened where !field.name.hasPrefix("send") {
                guard field.value != .null, field.value != .list([]) else { continue }
                parts.append("\(field.name) \(field.value.text(in: zone))")
            }
        }
        let text = "effects: " + (parts.isEmpty ? "none" : parts.joined(separator: "; "))
        return [fit(String(repeating: "─", count: width), width, .faint)]
            + TerminalText.wrapped(text, to: width).prefix(3).map { fit($0, width, .plain) }
    }

    private func fit(_ text: String, _ width: Int, _ style: Style) -> String {
        style.applied(to: cut(text, width), isOn: isColored)
    }

    private func padded(_ text: String, _ width: Int) -> String {
        let text = cut(text, width)
        return text + String(repeating: " ", count: max(0, width - TerminalText.width(text)))
    }

    /// As much of `text` as fits into that many columns.
    private func cut(_ text: String, _ width: Int) -> String {
        guard TerminalText.width(text) > width else { return text }
        var result = ""
        for character in text {
            guard TerminalText.width(result + String(character)) < width else { break }
            result.append(character)
        }
        return result + "…"
    }
}
