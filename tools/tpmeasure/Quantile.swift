// SPDX-License-Identifier: Apache-2.0

/// Values that so many of all values are below.
enum Quantile {
    /// - Precondition: There is at least one value.
    static func of(_ values: [Double], _ share: Double) -> Double {
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
