// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachineTesting

@testable import AuditLog

struct RowTableTests {
    @Test func `a row that was never set has what is asked for`() {
        let table = RowTable<String>()
        #expect(table[1, default: "none"] == "none")
        #expect(table[0, default: "none"] == "none")
        #expect(table[.min, default: "none"] == "none")
        #expect(table[.max, default: "none"] == "none")
    }

    @Test func `rows keep what was set, in whatever order and of whatever id`() {
        let ids: [Int64] = [0, 5, 1, 2, 3, 4, 5, -1, .max, .min, 6, 7, 2]
        var table = RowTable<Int>()
        var expected: [Int64: Int] = [:]
        for (value, id) in ids.enumerated() {
            #expect(table[id, default: -1] == expected[id, default: -1], "\(id)")
            table[id, default: -1] = value
            expected[id] = value
            for (id, value) in expected { #expect(table[id, default: -1] == value, "\(id)") }
        }
    }

    @Test func `random rows are those of a dictionary`() {
        var random = SplitMix64(seed: 7)
        var table = RowTable<Int>()
        var expected: [Int64: Int] = [:]
        for value in 0..<2000 {
            let id = Int64.random(in: -2...40, using: &random)
            #expect(table[id, default: -1] == expected[id, default: -1])
            table[id, default: -1] = value
            expected[id] = value
        }
    }
}
