// SPDX-License-Identifier: Apache-2.0

/// `left + right`, or the bound that the true sum lies beyond.
@inlinable
func saturatingSum(_ left: Int64, _ right: Int64) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? (right > 0 ? .max : .min) : sum
}

/// `left - right`, or the bound that the true difference lies beyond.
@inlinable
func saturatingDifference(_ left: Int64, _ right: Int64) -> Int64 {
    let (difference, overflow) = left.subtractingReportingOverflow(right)
    return overflow ? (right < 0 ? .max : .min) : difference
}

/// `left * right`, or the bound that the true product lies beyond.
@inlinable
func saturatingProduct(_ left: Int64, _ right: Int64) -> Int64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? ((left < 0) == (right < 0) ? .max : .min) : product
}

/// `count + 1`, or `count` where it can grow no more.
@inlinable
func saturatingIncrement(_ count: UInt32) -> UInt32 {
    count == .max ? count : count + 1
}
