// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// A place in the history of a log, as people write it: a seq or a time.
enum PositionOption {
    /// The place that `text` names.
    static func position(_ text: String, now: Int64, in zone: ZoneText) throws -> LogPosition {
        if let seq = Int64(text), seq >= 0 { return .seq(seq) }
        return .wall(try TimeRangeOptions.time(text, now: now, in: zone))
    }

    /// The time from which a place is looked at.
    ///
    /// - Parameter now: Now, in microseconds since the Unix epoch.
    static func instant(_ position: LogPosition, of reader: LogReader, now: Int64) throws -> Instant {
        switch position {
        case .end: Instant(milliseconds: now / 1000)
        case .wall(let wall): Instant(milliseconds: wall / 1000)
        case .seq(let seq): try reader.event(seq)?.at ?? Instant(milliseconds: now / 1000)
        }
    }
}
