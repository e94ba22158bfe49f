// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// The dates of HTTP (RFC 9110 section 5.6.7).
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Reads one of the three forms that a recipient must accept: `Sun, 06 Nov 1994 08:49:37 GMT`,
    /// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
    ///
    /// - Parameter now: A year of two digits is never more than 50 years after it.
    static func parse(_ text: String, now: Instant) -> Instant? {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "," })
        switch fields.count {
        case 6 where fields[5] == "GMT":
            guard let year = number(fields[3], digits: 4) else { return nil }
            return instant(year, month: fields[2], day: number(fields[1], digits: 2), time: fields[4])
        case 4 where fields[3] == "GMT":
            let date = fields[1].split(separator: "-")
            guard date.count == 3, let short = number(date[2], digits: 2) else { return nil }
            return instant(
                fullYear(short, now: now), month: date[1], day: number(date[0], digits: 2), time: fields[2])
        case 5:
            guard let year = number(fields[4], digits: 4), fields[2].count <= 2 else { return nil }
            return instant(year, month: fields[1], day: number(fields[2], digits: fields[2].count), time: fields[3])
        default:
            return nil
        }
    }

    private static func instant(_ year: Int64, month: Substring, day: Int64?, time: Substring) -> Instant? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number($0, digits: 2) }
        guard let day, 1...31 ~= day, let month = months.firstIndex(of: String(month)),
            clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = daysSinceEpoch(year: year, month: Int64(month) + 1, day: day)
        return Instant(milliseconds: (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000)
    }

    private static func number(_ text: Substring, digits: Int) -> Int64? {
        guard text.utf8.count == digits, text.allSatisfy(\.isASCIIDigit) else { return nil }
        return Int64(text)
    }

    private static func fullYear(_ short: Int64, now: Instant) -> Int64 {
        let thisYear = year(at: now)
        let year = thisYear - thisYear % 100 + short
        if year > thisYear + 50 { return year - 100 }
        return year <= thisYear - 50 ? year + 100 : year
    }

    private static func year(at instant: Instant) -> Int64 {
        // Close enough for a window of 50 years: the mean Gregorian year.
        1970 + instant.milliseconds / 31_556_952_000
    }

    /// Days since 1970-01-01 of a day in the Gregorian calendar, counted in years that begin in March.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
