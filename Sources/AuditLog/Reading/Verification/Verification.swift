// SPDX-License-Identifier: Apache-2.0

/// What came of the verification of a log.
public struct Verification: Hashable, Sendable {
    /// What it comes to.
    public enum Outcome: String, Hashable, Sendable {
        /// Everything that was asked for was checked and is in order.
        case intact
        /// Something is not as it was written.
        case broken
        /// Nothing was found, and not everything could be checked.
        case incomplete
    }

    /// How many events were checked.
    public var events: Int64 = 0
    /// How many findings were reported.
    public var findings = 0
    /// What a reader should know, and is no sign of a change.
    public var notes: [String] = []
    /// What was asked for and could not be checked.
    public var gaps: [String] = []
    /// The id of the log, 16 bytes.
    public var logID: [UInt8]
    /// The Ed25519 public key in force at the end of the log: only who knows it from elsewhere knows whose log it is.
    public var signingKey: [UInt8]?
    /// The chain at the end of the log.
    public var chain: [UInt8]?

    /// What it comes to.
    public var outcome: Outcome {
        if findings > 0 { return .broken }
        return gaps.isEmpty ? .intact : .incomplete
    }
}

/// What a verification needs beside the log, and has more to say with.
public struct VerificationMeans: Hashable, Sendable {
    /// The keys of the log; with them the vault is opened, and the signing key is compared.
    public var keys: KeySource?
    /// The Ed25519 public key that the log is known to be signed with, 32 bytes.
    public var signingKey: [UInt8]?
    /// Checkpoints of the log that were kept elsewhere.
    public var anchors: [Checkpoint]
    /// A checkpoint up to which the log was verified before, and what came of that is trusted.
    public var trusted: Checkpoint?

    /// Those means.
    public init(
        keys: KeySource? = nil, signingKey: [UInt8]? = nil, anchors: [Checkpoint] = [], trusted: Checkpoint? = nil
    ) {
        self.keys = keys
        self.signingKey = signingKey
        self.anchors = anchors
        self.trusted = trusted
    }
}

extension Verification {
    /// The verification as every output shows it, without its findings.
    package var summary: [LogValue.Field] {
        [
            LogValue.Field("outcome", .text(outcome.rawValue)),
            LogValue.Field("events", .integer(events)),
            LogValue.Field("log_id", .text(hex(logID))),
            LogValue.Field("signing_key", .optional(signingKey) { .text(hex($0)) }),
            LogValue.Field("chain", .optional(chain) { .text(hex($0)) }),
            LogValue.Field("notes", .list(notes.map { .text($0) })),
            LogValue.Field("gaps", .list(gaps.map { .text($0) })),
        ]
    }
}
