// SPDX-License-Identifier: Apache-2.0

/// The bytes that a hash is of, put together in canonical form in memory that is gone once they are hashed.
struct HashInput {
    private let memory: UnsafeMutableRawBufferPointer
    private var count = 0

    private init(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    /// As much as the stack has for them; hardly an event takes more.
    private static let usualCapacity = 1024

    /// Calls `body` with what `write` puts together.
    ///
    /// - Parameter capacity: As many bytes as it writes at most.
    static func withBytes<Result>(
        capacity: Int, _ write: (inout HashInput) -> Void, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        func result(in memory: UnsafeMutableRawBufferPointer) -> Result {
            var input = HashInput(memory)
            write(&input)
            return body(UnsafeRawBufferPointer(rebasing: memory[..<input.count]))
        }
        if capacity <= usualCapacity {
            return withUnsafeTemporaryAllocation(byteCount: usualCapacity, alignment: 1) { result(in: $0) }
        }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        defer { memory.deallocate() }
        return result(in: memory)
    }

    /// Writes an integer, most significant byte first.
    mutating func write<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
        memory.storeBytes(of: number.bigEndian, toByteOffset: take(MemoryLayout<Number>.size), as: Number.self)
    }

    /// Writes a length of 32 bits, then the bytes.
    mutating func write(counted bytes: [UInt8]) {
        write(UInt32(bytes.count))
        write(raw: bytes)
    }

    /// Writes bytes whose number the layout fixes.
    mutating func write(raw bytes: [UInt8]) {
        let place = take(bytes.count)
        bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: memory[place...]).copyMemory(from: $0) }
    }

    /// Writes the 32 bytes of a hash.
    mutating func write(_ hash: Hash) {
        memory.storeBytes(of: hash, toByteOffset: take(Hash.size), as: Hash.self)
    }

    /// Where the next `size` bytes go.
    private mutating func take(_ size: Int) -> Int {
        precondition(memory.count - count >= size, "more is written than was said")
        defer { count += size }
        return count
    }
}
