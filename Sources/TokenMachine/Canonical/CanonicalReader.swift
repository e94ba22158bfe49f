// SPDX-License-Identifier: Apache-2.0

/// Bytes that are not the canonical form of what was to be read.
public struct MalformedBytes: Error, Hashable, Sendable {
    /// How many bytes had been read when it was noticed.
    public var offset: Int
    /// What was to be read there.
    public var expected: String

    /// The error that `expected` does not stand at `offset`.
    public init(offset: Int, expected: String) {
        self.offset = offset
        self.expected = expected
    }
}

/// Reads values in canonical form, and nothing else: every accepted input is what ``CanonicalWriter`` would write.
public struct CanonicalReader: Sendable {
    private let bytes: [UInt8]
    private var offset = 0

    /// A reader of `bytes` from their start.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads an integer, most significant byte first.
    public mutating func read<Number: FixedWidthInteger>(_ type: Number.Type) throws(MalformedBytes) -> Number {
        let size = MemoryLayout<Number>.size
        guard bytes.count - offset >= size else { throw failure("an integer of \(size) bytes") }
        var number: Number = 0
        for _ in 0..<size {
            // A shift by eight would be the whole width of a single byte, and then leaves nothing, as it should.
            number = (number << 8) | Number(truncatingIfNeeded: bytes[offset])
            offset += 1
        }
        return number
    }

    /// Reads one byte that is 0 or 1.
    public mutating func readFlag() throws(MalformedBytes) -> Bool {
        switch try read(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw unexpectedByte("0 or 1")
        }
    }

    /// Reads a presence byte, then the value where there is one.
    public mutating func readOptional<Value>(
        _ body: (inout CanonicalReader) throws(MalformedBytes) -> Value
    ) throws(MalformedBytes) -> Value? {
        try readFlag() ? try body(&self) : nil
    }

    /// Reads a length of 32 bits, then as many bytes.
    public mutating func readCounted() throws(MalformedBytes) -> [UInt8] {
        let count = Int(try read(UInt32.self))
        guard bytes.count - offset >= count else { throw failure("\(count) bytes") }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    /// Reads the one-byte code of an enumeration.
    public mutating func readCode<Code: RawRepresentable>(
        _ type: Code.Type
    ) throws(MalformedBytes) -> Code where Code.RawValue == UInt8 {
        guard let code = Code(rawValue: try read(UInt8.self)) else {
            throw unexpectedByte("a code of \(Code.self)")
        }
        return code
    }

    /// Makes sure that nothing is left.
    public func finish() throws(MalformedBytes) {
        guard offset == bytes.count else { throw failure("the end") }
    }

    /// What is thrown when `expected` does not stand at the present place.
    public func failure(_ expected: String) -> MalformedBytes {
        MalformedBytes(offset: offset, expected: expected)
    }

    /// What is thrown when `expected` does not stand where a byte was just read.
    func unexpectedByte(_ expected: String) -> MalformedBytes {
        MalformedBytes(offset: offset - 1, expected: expected)
    }

    mutating func readInstant() throws(MalformedBytes) -> Instant { Instant(milliseconds: try read(Int64.self)) }
    mutating func readInterval() throws(MalformedBytes) -> Interval { Interval(milliseconds: try read(Int64.self)) }
    mutating func readRef() throws(MalformedBytes) -> TokenRef { TokenRef(rawValue: try read(UInt64.self)) }
}
