// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TokenMachineTesting

/// Random bytes that are the same in every run of the same seed.
final class SharedRandom: Sendable {
    private let generator: Mutex<SplitMix64>

    init(seed: UInt64) {
        generator = Mutex(SplitMix64(seed: seed))
    }

    /// That many bytes.
    @Sendable
    func bytes(_ count: Int) -> [UInt8] {
        generator.withLock { generator in
            (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        }
    }

    /// A number from zero up to and without `limit`.
    func below(_ limit: Int) -> Int {
        generator.withLock { $0.below(limit) }
    }
}
