// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@Suite struct `Writers and readers of canonical bytes` {
    @Test func `integers of every width come back`() throws {
        var writer = CanonicalWriter()
        writer.write(UInt8(0x01))
        writer.write(UInt16(0x0203))
        writer.write(UInt32(0x0405_0607))
        writer.write(Int64(-2))
        #expect(
            writer.bytes
                == [1, 2, 3, 4, 5, 6, 7, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE])
        var reader = CanonicalReader(writer.bytes)
        #expect(try reader.read(UInt8.self) == 0x01)
        #expect(try reader.read(UInt16.self) == 0x0203)
        #expect(try reader.read(UInt32.self) == 0x0405_0607)
        #expect(try reader.read(Int64.self) == -2)
        try reader.finish()
    }

    @Test func `counted bytes come back`() throws {
        var writer = CanonicalWriter()
        writer.write(counted: [7, 8, 9] as [UInt8])
        writer.write(counted: [] as [UInt8])
        writer.write(raw: [5] as [UInt8])
        #expect(writer.bytes == [0, 0, 0, 3, 7, 8, 9, 0, 0, 0, 0, 5])
        var reader = CanonicalReader(writer.bytes)
        #expect(try reader.readCounted() == [7, 8, 9])
        #expect(try reader.readCounted() == [])
        #expect(try reader.read(UInt8.self) == 5)
        try reader.finish()
    }

    @Test func `a count of more bytes than there are is refused`() {
        var reader = CanonicalReader([0xFF, 0xFF, 0xFF, 0xFF, 1])
        #expect(throws: MalformedBytes(offset: 4, expected: "4294967295 bytes")) { try reader.readCounted() }
    }

    @Test func `optional values come back`() throws {
        var writer = CanonicalWriter()
        writer.write(7 as UInt8?) { $0.write($1) }
        writer.write(nil as UInt8?) { $0.write($1) }
        #expect(writer.bytes == [1, 7, 0])
        var reader = CanonicalReader(writer.bytes)
        let present = try reader.readOptional { reader throws(MalformedBytes) in try reader.read(UInt8.self) }
        let absent = try reader.readOptional { reader throws(MalformedBytes) in try reader.read(UInt8.self) }
        #expect(present == 7)
        #expect(absent == nil)
        try reader.finish()
    }
}
