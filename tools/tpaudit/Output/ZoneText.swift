// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// Writes times in a time zone.
struct ZoneText {
    /// `nil` for UTC, of which there is nothing to look up.
    private let zone: TimeZone?

    /// UTC.
    static let utc = ZoneText(zone: nil)

    private init(zone: TimeZone?) {
        self.zone = zone
    }

    /// The zone of that name: `UTC`, `local`, an offset as `+02:00`, or a name as `Europe/Zurich`; `nil` where there
    /// is none.
    init?(name: String) {
        switch name.lowercased() {
        case "utc", "z": zone = nil
        case "local": zone = .current
        default:
            guard let zone = ZoneText.offset(name).flatMap(TimeZone.init(secondsFromGMT:)) ?? TimeZone(identifier: name)
            else { return nil }
            self.zone = zone
        }
    }

    /// A time in milliseconds since the Unix epoch.
    func text(milliseconds: Int64) -> String {
        TimeText.text(milliseconds: milliseconds, offset: offset(atSecond: milliseconds / 1000))
    }

    /// A time in microseconds since the Unix epoch, to the millisecond.
    func text(microseconds: Int64) -> String {
        text(milliseconds: microseconds / 1000)
    }

    /// How many seconds the zone is east of UTC at that second since the Unix epoch.
    func offset(atSecond second: Int64) -> Int {
        zone?.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second))) ?? 0
    }

    /// The seconds that `+02:00` or `-0530` stands for.
    static func offset(_ text: String) -> Int? {
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = text.dropFirst().filter { $0 != ":" }
        guard digits.count == 4, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)), hours < 24, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
    }
}
