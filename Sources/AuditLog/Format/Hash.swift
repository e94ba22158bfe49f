// SPDX-License-Identifier: Apache-2.0

import Crypto
import TokenMachine

/// A SHA-256 hash: a value of fixed size, so that a tree and a chain over millions of events take no memory for each.
package struct Hash: Hashable, Sendable {
    // Its 32 bytes as they lie in memory, eight at a time.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// How long a hash is, in bytes.
    static let size = 32

    /// 32 zeros.
    static let zero = Hash(first: 0, second: 0, third: 0, fourth: 0)

    private init(first: UInt64, second: UInt64, third: UInt64, fourth: UInt64) {
        self.first = first
        self.second = second
        self.third = third
        self.fourth = fourth
    }

    /// The hash that `bytes` are; `nil` where they are not 32.
    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Hash.size else { return nil }
        var words = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        (first, second, third, fourth) = words
    }

    /// The hash of `content`.
    init(of content: [UInt8]) {
        self = content.withUnsafeBytes(Hash.init(of:))
    }

    /// The hash of `content`.
    init(of content: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: content)
        (first, second, third, fourth) = hash.finalize().withUnsafeBytes { bytes in
            bytes.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
        }
    }

    /// Its 32 bytes.
    package var bytes: [UInt8] { withUnsafeBytes(of: self, Array.init) }

    /// The hash that `reader` has next.
    init(_ reader: inout CanonicalReader) throws(MalformedBytes) {
        first = UInt64(bigEndian: try reader.read(UInt64.self))
        second = UInt64(bigEndian: try reader.read(UInt64.self))
        third = UInt64(bigEndian: try reader.read(UInt64.self))
        fourth = UInt64(bigEndian: try reader.read(UInt64.self))
    }

    /// Writes its 32 bytes.
    func write(to writer: inout CanonicalWriter) {
        writer.write(raw: bytes)
    }
}
