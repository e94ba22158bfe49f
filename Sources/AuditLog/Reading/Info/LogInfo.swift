// SPDX-License-Identifier: Apache-2.0

/// What a log is, at a glance.
public struct LogInfo: Hashable, Sendable {
    /// A key that is or was in force.
    public struct Key: Hashable, Sendable {
        /// What a key is for.
        public enum Purpose: Hashable, Sendable {
            /// Heads are signed with it; here is its public half.
            case signing
            /// Tokens are sealed with it; here is a value that tells the right key from others.
            case vault
            /// Something that this version does not know.
            case unknown(Int64)
        }

        /// What it is for.
        public var purpose: Purpose
        /// 32 bytes.
        public var value: [UInt8]
        /// The seq from which on it is in force.
        public var fromSeq: Int64
    }

    /// 16 random bytes that tell this log from all others.
    public var logID: [UInt8]
    /// The format of the file.
    public var format: Int64
    /// When it was made, in microseconds since the Unix epoch.
    public var createdMicroseconds: Int64
    /// How many events it has, by its signed head; `nil` where the head is missing.
    public var size: Int64?
    /// When its first event happened by the wall clock, in microseconds since the Unix epoch.
    public var firstMicroseconds: Int64?
    /// When its last event happened by the wall clock, in microseconds since the Unix epoch.
    public var lastMicroseconds: Int64?
    /// How many sessions there are.
    public var sessions: Int64
    /// How many policies there are.
    public var policies: Int64
    /// How many processes have appended.
    public var writers: Int64
    /// How many sealed tokens the vault holds.
    public var sealedTokens: Int64
    /// All keys in the order of their rows.
    public var keys: [Key]
    /// How long the main file is, in bytes.
    public var fileSize: Int64
    /// How long the WAL is, in bytes.
    public var walSize: Int64
    /// The version of SQLite that reads it.
    public var sqliteVersion: String
}

extension LogInfo {
    /// The log as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("log_id", .text(hex(logID))),
            LogValue.Field("format", .integer(format)),
            LogValue.Field("created", .wall(createdMicroseconds)),
            LogValue.Field("events", .optional(size) { .integer($0) }),
            LogValue.Field("first", .optional(firstMicroseconds) { .wall($0) }),
            LogValue.Field("last", .optional(lastMicroseconds) { .wall($0) }),
            LogValue.Field("sessions", .integer(sessions)),
            LogValue.Field("policies", .integer(policies)),
            LogValue.Field("writers", .integer(writers)),
            LogValue.Field("sealed_tokens", .integer(sealedTokens)),
            LogValue.Field("keys", .list(keys.map(\.logValue))),
            LogValue.Field("file_bytes", .integer(fileSize)),
            LogValue.Field("wal_bytes", .integer(walSize)),
            LogValue.Field("sqlite", .text(sqliteVersion)),
        ])
    }
}

extension LogInfo.Key {
    /// The key that a record puts in force.
    package init(_ change: KeyChange) {
        self.init(purpose: Purpose(change.purpose), value: change.value, fromSeq: change.fromSeq)
    }

    /// The key as every output shows it.
    var logValue: LogValue {
        .object([
            LogValue.Field("purpose", .text(purpose.name)),
            LogValue.Field("value", .text(hex(value))),
            LogValue.Field("from_seq", .integer(fromSeq)),
        ])
    }
}

extension LogInfo.Key.Purpose {
    init(_ code: Int64) {
        switch KeyRow.Purpose(rawValue: code) {
        case .signing: self = .signing
        case .vault: self = .vault
        case nil: self = .unknown(code)
        }
    }

    /// The word for it.
    package var name: String {
        switch self {
        case .signing: "signing"
        case .vault: "vault"
        case .unknown(let code): "unknown (\(code))"
        }
    }
}
