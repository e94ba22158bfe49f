// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// A time as people write it on a command line. Which one it is depends on when the command runs, and in what zone.
struct TimeExpression {
    private let text: String

    /// - Parameter text: RFC 3339, a date, `@` and seconds since the Unix epoch, `-90s`, `now`, `today`, `yesterday`.
    init(_ text: String) {
        self.text = text
    }

    /// The time in microseconds since the Unix epoch; `nil` where the text is none.
    func microseconds(now: Int64, in zone: ZoneText) -> Int64? {
        switch text.lowercased() {
        case "now": return now
        case "today": return midnight(of: today(now, zone), in: zone)
        case "yesterday": return midnight(of: today(now, zone) - 1, in: zone)
        default: break
        }
        if text.hasPrefix("@") { return epoch(text.dropFirst()) }
        if text.hasPrefix("-") { return before(now, text.dropFirst()) }
        return absolute(in: zone)
    }

    private func today(_ now: Int64, _ zone: ZoneText) -> Int64 {
        let second = now / 1_000_000
        return (second + Int64(zone.offset(atSecond: second))) / 86_400
    }

    private func midnight(of day: Int64, in zone: ZoneText) -> Int64? {
        utc(localSecond: day * 86_400, zone).map { $0 * 1_000_000 }
    }

    /// The second at which clocks in `zone` show `localSecond`. In the hour that is skipped or repeated when clocks
    /// are changed, one of the two offsets is taken.
    private func utc(localSecond: Int64, _ zone: ZoneText) -> Int64? {
        let guess = localSecond - Int64(zone.offset(atSecond: localSecond))
        return localSecond - Int64(zone.offset(atSecond: guess))
    }

    private func epoch(_ digits: Substring) -> Int64? {
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, let seconds = Int64(whole), abs(seconds) < 1 << 40 else { return nil }
        guard parts.count == 2 else { return seconds * 1_000_000 }
        return fraction(parts[1]).map { seconds * 1_000_000 + $0 }
    }

    private func before(_ now: Int64, _ text: Substring) -> Int64? {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let last = text.last, let unit = units[last], let count = Int64(text.dropLast()), count >= 0,
            count < 1 << 32
        else { return nil }
        return now - count * unit * 1_000_000
    }

    private func absolute(in zone: ZoneText) -> Int64? {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            guard bytes.count >= range.upperBound else { return nil }
            let digits = bytes[range]
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), (1...12).contains(month), day >= 1
        else { return nil }
        let days = TimeText.days(year: year, month: month, day: day)
        // A day that its month does not have comes back as one of the next month.
        guard TimeText.date(days: days).day == day else { return nil }
        guard bytes.count > 10 else { return midnight(of: days, in: zone) }
        guard "Tt ".utf8.contains(bytes[10]), let hour = number(11..<13), let minute = number(14..<16),
            bytes[13] == UInt8(ascii: ":"), hour < 24, minute < 60
        else { return nil }
        var second: Int64 = 0
        var rest = text.utf8.count == bytes.count ? Array(bytes[16...]) : []
        if rest.first == UInt8(ascii: ":") {
            guard let value = number(17..<19), value < 60 else { return nil }
            second = value
            rest = Array(bytes[19...])
        }
        var part: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard let value = fraction(Substring(decoding: digits, as: UTF8.self)) else { return nil }
            part = value
            rest = Array(rest.dropFirst(digits.count + 1))
        }
        let local = days * 86_400 + hour * 3600 + minute * 60 + second
        let zoneText = String(decoding: rest, as: UTF8.self)
        let utc: Int64? =
            switch zoneText {
            case "": self.utc(localSecond: local, zone)
            case "Z", "z": local
            default: ZoneText.offset(zoneText).map { local - Int64($0) }
            }
        return utc.map { $0 * 1_000_000 + part }
    }

    /// The microseconds of the digits behind a decimal point.
    private func fraction(_ digits: Substring) -> Int64? {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let micro = String(digits.prefix(6))
        return Int64(micro + String(repeating: "0", count: 6 - micro.count))
    }
}
