// SPDX-License-Identifier: Apache-2.0

/// A file with the events of one session and their proofs, as ``SessionExcerpt/write(to:)`` writes it.
public struct ExcerptFile: Hashable, Sendable {
    /// Where the file is.
    public var path: String

    /// The file at that path.
    public init(path: String) {
        self.path = path
    }

    /// The name of the first value of an excerpt, by which it is known.
    static let headerName = "excerpt"
    /// The name under which an event's line has the hashes of its proof, from the leaf to the root, one behind the
    /// other.
    static let proofName = "proof"

    /// Checks that each event is in the log, and that none is left out between the first and the last one.
    ///
    /// The file is read line by line.
    ///
    /// - Parameters:
    ///   - publicKey: An Ed25519 public key of the log: the one in force at the checkpoint, or one before it, which
    ///     vouches for those that came later.
    ///   - report: Is given each event as soon as it is proven.
    /// - Throws: What `report` throws; ``ExcerptFault`` where something is not proven;
    ///   ``LogError/exportUnusable(path:line:reason:)`` where the file is no excerpt.
    public func check(
        signedBy publicKey: [UInt8], report: (ProvenEvent) throws -> Void = { _ in }
    ) throws -> ProvenExcerpt {
        let lines = try LineReader(path: path)
        guard let line = try lines.next() else { throw lines.fault("it is empty, and no excerpt of a log") }
        let header = try lines.fields(line)
        guard header.count == 4, header[0].name == ExcerptFile.headerName,
            header[0].value == .text(Array(ExportFile.program.utf8)), header[1].name == "format",
            case .integer(let format) = header[1].value, header[2].name == "session", header[3].name == "events",
            case .integer(let events) = header[3].value
        else { throw lines.fault("it is not how an excerpt of a log begins") }
        guard let schema = Int32(exactly: format).flatMap({ LogFormats.known.schemas[$0] }) else {
            throw lines.fault(
                "the log has format \(format), and this version knows formats up to \(LogFormats.known.current)")
        }
        var check = ExcerptCheck(shape: try LogShape(madeBy: [schema]), publicKey: publicKey)
        while let line = try lines.next() {
            var fields = try lines.fields(line)
            let table = try lines.table(&fields)
            do {
                if let event = try check.take(fields, of: table) { try report(event) }
            } catch let fault as LineFault {
                throw lines.fault(fault.reason)
            } catch let fault as ProofFault {
                throw ExcerptFault(path: path, line: lines.line, fault: fault)
            }
        }
        guard let excerpt = check.result, header[2].value == .text(Array(excerpt.session.utf8)),
            excerpt.last &- excerpt.first &+ 1 == events
        else { throw lines.fault("it has not all of the \(events) events that its first line names") }
        return excerpt
    }
}

/// What an excerpt proves.
public struct ProvenExcerpt: Hashable, Sendable {
    /// The name of the session.
    public var session: String
    /// The number of the first event within its session: 1, or more where those before lie in an archive or are not
    /// part of the excerpt.
    public var first: Int64
    /// The number of the last event within its session. Whether others came later cannot be told.
    public var last: Int64
    /// The checkpoint that covers the events.
    public var checkpoint: Checkpoint
    /// The key that signed the checkpoint.
    public var signingKey: [UInt8]
}

extension ProvenExcerpt {
    /// The excerpt as every output shows it, without its events.
    package var summary: [LogValue.Field] {
        [
            LogValue.Field("outcome", .text("proven")),
            LogValue.Field("log_id", .text(hex(checkpoint.logID))),
            LogValue.Field("session", .text(session)),
            LogValue.Field("first_version", .integer(first)),
            LogValue.Field("last_version", .integer(last)),
            LogValue.Field("checkpoint", .integer(checkpoint.size)),
            LogValue.Field("checkpoint_wall", .wall(checkpoint.wallMicroseconds)),
            LogValue.Field("signing_key", .text(hex(signingKey))),
        ]
    }
}

/// Which line of an excerpt proves nothing, and why.
public struct ExcerptFault: Error, Hashable, Sendable {
    /// The file.
    public var path: String
    /// The line, from 1 on.
    public var line: Int
    /// What is wrong.
    public var fault: ProofFault
}
