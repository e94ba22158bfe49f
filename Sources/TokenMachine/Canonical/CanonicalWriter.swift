// SPDX-License-Identifier: Apache-2.0

/// Writes values in the log's canonical form: fixed layout, big-endian, one byte before each optional value.
///
/// `Schema/README.md` has the layouts byte by byte.
///
/// Inlinable, as its callers in other modules would write every integer through a generic function.
public struct CanonicalWriter: Sendable {
    @usableFromInline var storage: [UInt8] = []

    /// An empty writer with room for so many bytes; more find room as well. All states and effects fit into 96.
    @inlinable
    public init(capacity: Int = 96) {
        storage.reserveCapacity(capacity)
    }

    /// What was written so far.
    @inlinable
    public var bytes: [UInt8] { storage }

    /// Writes an integer, most significant byte first.
    @inlinable
    public mutating func write<Number: FixedWidthInteger>(_ number: Number) {
        // Byte by byte is quicker here than a call that appends any number of them.
        var shift = Number.bitWidth
        while shift > 0 {
            shift -= 8
            storage.append(UInt8(truncatingIfNeeded: number >> Number(truncatingIfNeeded: shift)))
        }
    }

    /// Writes one byte: 0 for no, 1 for yes.
    @inlinable
    public mutating func write(_ flag: Bool) {
        storage.append(flag ? 1 : 0)
    }

    /// Writes a presence byte, then the value where there is one.
    @inlinable
    public mutating func write<Value>(_ value: Value?, with body: (inout CanonicalWriter, Value) -> Void) {
        write(value != nil)
        if let value { body(&self, value) }
    }

    /// Writes a length of 32 bits, then the bytes.
    ///
    /// - Precondition: There are fewer than 2^32 of them.
    @inlinable
    public mutating func write(counted content: some Collection<UInt8>) {
        write(UInt32(content.count))
        storage.append(contentsOf: content)
    }

    /// Writes bytes whose number the layout fixes.
    @inlinable
    public mutating func write(raw content: some Sequence<UInt8>) {
        storage.append(contentsOf: content)
    }

    mutating func write(_ instant: Instant) { write(instant.milliseconds) }
    mutating func write(_ interval: Interval) { write(interval.milliseconds) }
    mutating func write(_ ref: TokenRef) { write(ref.rawValue) }
}
