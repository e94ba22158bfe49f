// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// From when and until when events count.
struct TimeRangeOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: ArgumentHelp("From that time on, by the wall clock.", valueName: "time"))
    var since: String?
    @Option(parsing: .unconditional, help: ArgumentHelp("Before that time, by the wall clock.", valueName: "time"))
    var until: String?

    func validate() throws {
        for time in [since, until].compactMap({ $0 }) { _ = try Self.time(time, now: 0, in: .utc) }
    }

    /// Narrows `query` to it. Times without an offset are those of `zone`.
    func narrow(_ query: inout EventQuery, _ console: Console, in zone: ZoneText) throws {
        let now = console.surroundings.nowMicroseconds
        query.since = try since.map { try Self.time($0, now: now, in: zone) }
        query.until = try until.map { try Self.time($0, now: now, in: zone) }
    }

    /// The time that `text` stands for, in microseconds since the Unix epoch.
    static func time(_ text: String, now: Int64, in zone: ZoneText) throws -> Int64 {
        guard let time = TimeExpression(text).microseconds(now: now, in: zone) else {
            throw ValidationError(
                "\(text) is no time; write 2026-03-01T12:30:00Z, 2026-03-01, @1772368200, -90s, -2h, now, today or "
                    + "yesterday")
        }
        return time
    }
}

extension EventQuery {
    /// Narrows the query to the seqs from `first` to `last`. A range that ends before it begins holds nothing.
    mutating func narrow(from first: Int64?, to last: Int64?) {
        let (first, last) = (max(first ?? 1, 1), last ?? .max)
        seqs = first <= last ? first...last : 0...0
    }
}
