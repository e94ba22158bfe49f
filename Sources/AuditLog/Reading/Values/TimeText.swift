// SPDX-License-Identifier: Apache-2.0

/// Points in time as RFC 3339 writes them, by the proleptic Gregorian calendar and without leap seconds.
package enum TimeText {
    /// A time in milliseconds since the Unix epoch.
    ///
    /// - Parameter offset: Seconds east of UTC.
    package static func text(milliseconds: Int64, offset: Int = 0) -> String {
        text(seconds: floorDivided(milliseconds, 1000), fraction: milliseconds, digits: 3, offset: offset)
    }

    /// A time in microseconds since the Unix epoch.
    ///
    /// - Parameter offset: Seconds east of UTC.
    package static func text(microseconds: Int64, offset: Int = 0) -> String {
        text(seconds: floorDivided(microseconds, 1_000_000), fraction: microseconds, digits: 6, offset: offset)
    }

    /// The number of days from 1970-01-01 to a date.
    package static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        // Years begin in March, so that the leap day is the last of its year; 400 of them have 146,097 days.
        let shifted = month > 2 ? year : year - 1
        let era = floorDivided(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Year, month and day of the date that lies `days` after 1970-01-01.
    package static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivided(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        return (
            yearOfEra + era * 400 + (month < 10 ? 0 : 1),
            month < 10 ? month + 3 : month - 9,
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }

    private static func text(seconds: Int64, fraction: Int64, digits: Int, offset: Int) -> String {
        let (local, overflow) = seconds.addingReportingOverflow(Int64(offset))
        let days = floorDivided(local, 86_400)
        // Four digits are all that RFC 3339 has for a year: what lies beyond is told as a number.
        guard !overflow, days >= -719_528, days <= 2_932_896 else { return "@\(seconds)" }
        let (year, month, day) = date(days: days)
        let second = local - days * 86_400
        let unit: Int64 = digits == 3 ? 1000 : 1_000_000
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        append(year, 4, "-", to: &bytes)
        append(month, 2, "-", to: &bytes)
        append(day, 2, "T", to: &bytes)
        append(second / 3600, 2, ":", to: &bytes)
        append(second / 60 % 60, 2, ":", to: &bytes)
        append(second % 60, 2, ".", to: &bytes)
        append(fraction - floorDivided(fraction, unit) * unit, digits, to: &bytes)
        append(zone: offset, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(zone offset: Int, to bytes: inout [UInt8]) {
        guard offset != 0 else { return bytes.append(UInt8(ascii: "Z")) }
        let minutes = Int64(abs(offset) / 60)
        bytes.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        append(minutes / 60, 2, ":", to: &bytes)
        append(minutes % 60, 2, to: &bytes)
    }

    /// Adds the last `count` digits of a number that is not negative, and what sets it apart from the next one.
    private static func append(
        _ number: Int64, _ count: Int, _ separator: Unicode.Scalar? = nil, to bytes: inout [UInt8]
    ) {
        var unit: Int64 = 1
        for _ in 1..<count { unit *= 10 }
        while unit > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
            unit /= 10
        }
        if let separator { bytes.append(UInt8(ascii: separator)) }
    }

    private static func floorDivided(_ number: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
