// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing
import TokenMachine

@testable import AuditLog

struct HashInputTests {
    @Test func `values lie as the canonical writer lays them out`() {
        let hash = Hash(of: [1, 2, 3])
        var writer = CanonicalWriter()
        writer.write(UInt8(7))
        writer.write(UInt16(0x0102))
        writer.write(UInt32(0xFFFE_FDFC))
        writer.write(Int64.min)
        writer.write(counted: [UInt8(9), 8])
        writer.write(counted: [])
        writer.write(raw: [UInt8(5)])
        writer.write(raw: hash.bytes)
        let bytes = HashInput.withBytes(capacity: 100) { input in
            input.write(UInt8(7))
            input.write(UInt16(0x0102))
            input.write(UInt32(0xFFFE_FDFC))
            input.write(Int64.min)
            input.write(counted: [9, 8])
            input.write(counted: [])
            input.write(raw: [5])
            input.write(hash)
        } _: {
            Array($0)
        }
        #expect(bytes == writer.bytes)
    }

    @Test func `nothing at all has no bytes`() {
        #expect(HashInput.withBytes(capacity: 0, { _ in }, Array.init).isEmpty)
    }

    @Test(arguments: [0, 1, 1023, 1024, 1025, 100_000])
    func `as much fits as was said`(count: Int) {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        #expect(HashInput.withBytes(capacity: count, { $0.write(raw: content) }, Array.init) == content)
    }

    @Test(arguments: [0, 2000])
    func `more than was said is not written beyond the memory`(capacity: Int) async {
        await #expect(processExitsWith: .failure) { [capacity] in
            HashInput.withBytes(
                capacity: capacity, { $0.write(raw: Array(repeating: 1, count: 2001)) }, { _ in })
        }
    }

    @Test(arguments: [[], [1, 2, 3], Array(repeating: 0xAB, count: 5000)] as [[UInt8]])
    func `a hash is SHA-256 of its bytes`(content: [UInt8]) {
        #expect(Hash(of: content).bytes == Array(SHA256.hash(data: content)))
    }
}
