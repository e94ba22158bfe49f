// SPDX-License-Identifier: Apache-2.0

/// A log that was made from the rows of another one.
public struct CopiedLog: Hashable, Sendable {
    /// Where it is.
    public var path: String
    /// The id of the log, 16 bytes.
    public var logID: [UInt8]
    /// The seq of its last event.
    public var size: Int64
    /// The chain after it.
    public var chain: [UInt8]
    /// How many sealed tokens it has.
    public var sealedTokens: Int64
}

extension CopiedLog {
    /// The log as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("path", .text(path)),
            LogValue.Field("log_id", .text(hex(logID))),
            LogValue.Field("size", .integer(size)),
            LogValue.Field("chain", .text(hex(chain))),
            LogValue.Field("sealed_tokens", .integer(sealedTokens)),
        ])
    }
}
