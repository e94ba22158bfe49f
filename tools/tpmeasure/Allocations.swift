// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What is asked for of memory. `tools/benchmarks/allocations.c` counts it, where it was loaded first.
enum Allocations {
    private typealias Counter = @convention(c) () -> Int

    private static let allocations = counter("benchmark_allocations")
    private static let usedBytes = counter("benchmark_bytes")

    /// How often this thread has asked for memory.
    static func count() throws -> Int { try value(allocations) }

    /// How many bytes are in use.
    static func bytes() throws -> Int { try value(usedBytes) }

    private static func counter(_ name: String) -> Counter? {
        dlsym(UnsafeMutableRawPointer(bitPattern: 0), name).map { unsafeBitCast($0, to: Counter.self) }
    }

    private static func value(_ counter: Counter?) throws -> Int {
        guard let counter else { throw MeasureFailure("nothing counts allocations: preload allocations.c") }
        return counter()
    }
}
