// SPDX-License-Identifier: Apache-2.0

/// The fingerprint that names a token without telling it: HMAC-SHA-256 of the token under the vault's key, cut to
/// 64 bits.
///
/// The machine never sees a token. Who performs its effects keeps the secret under this name.
public struct TokenRef: Hashable, Sendable, BitwiseCopyable {
    /// The 64 bits, the first byte of the fingerprint being the most significant.
    public var rawValue: UInt64

    /// The name with those 64 bits.
    @inlinable
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}
