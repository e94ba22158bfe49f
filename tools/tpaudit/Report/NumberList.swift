// SPDX-License-Identifier: Apache-2.0

/// Whole numbers in base 36 with commas between them. Where there is none, nothing stands between two commas.
struct NumberList {
    private(set) var bytes: [UInt8] = []
    private var isEmpty = true

    /// Adds the next number.
    ///
    /// - Parameter mark: What stands before it.
    mutating func add(_ number: Int64?, mark: Unicode.Scalar? = nil) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        guard let number else { return }
        if let mark { bytes.append(UInt8(ascii: mark)) }
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            let digit = UInt8(rest % 36)
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            rest /= 36
        } while rest > 0
        bytes[start...].reverse()
    }
}
