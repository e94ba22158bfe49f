/// Writes values in the log's canonical form: fixed layout, big-endian, one byte before each optional value.
///
/// `Schema/README.md` has the layouts byte by byte.
public struct CanonicalWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty writer.
    public init() {}

    /// Writes an integer, most significant byte first.
    public mutating func write<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Writes one byte: 0 for no, 1 for yes.
    public mutating func write(_ flag: Bool) {
        bytes.append(flag ? 1 : 0)
    }

    /// Writes a presence byte, then the value where there is one.
    public mutating func write<Value>(_ value: Value?, with body: (inout CanonicalWriter, Value) -> Void) {
        write(value != nil)
        if let value { body(&self, value) }
    }

    /// Writes a length of 32 bits, then the bytes.
    ///
    /// - Precondition: There are fewer than 2^32 of them.
    public mutating func write(counted content: some Collection<UInt8>) {
        write(UInt32(content.count))
        bytes.append(contentsOf: content)
    }

    /// Writes bytes whose number the layout fixes.
    public mutating func write(raw content: some Sequence<UInt8>) {
        bytes.append(contentsOf: content)
    }

    mutating func write(_ instant: Instant) { write(instant.milliseconds) }
    mutating func write(_ interval: Interval) { write(interval.milliseconds) }
    mutating func write(_ ref: TokenRef) { write(ref.rawValue) }
}
