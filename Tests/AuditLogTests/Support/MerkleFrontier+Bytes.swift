// SPDX-License-Identifier: Apache-2.0

@testable import AuditLog

extension MerkleFrontier {
    /// Adds the leaf with that hash, as an oracle works it out.
    mutating func append(_ leaf: [UInt8]) {
        guard let hash = Hash(leaf) else { preconditionFailure("a hash of \(leaf.count) bytes") }
        append(hash)
    }
}
