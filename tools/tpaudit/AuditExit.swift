// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// The exit codes, as `--help` lists them.
enum AuditExit: Int32 {
    case fine = 0
    /// Nothing matched, or there is no such thing.
    case no = 1
    case integrityFinding = 2
    case replayDivergence = 3
    case notFullyVerifiable = 4
    /// Or a log of a newer format.
    case notALog = 5
    case cannotOpen = 6
    case outputFailed = 7
    case usage = 64
    case internalError = 70

    /// The code for an error of the log.
    init(_ error: LogError) {
        switch error {
        case .damaged, .shortened, .copyBroken: self = .integrityFinding
        case .keyMissing, .keyUnusable, .keyExposed, .keyMismatch, .keyFixed, .checkpointUnusable,
            .anchorsUnusable:
            self = .notFullyVerifiable
        case .notALog, .newerFormat, .empty, .exportUnusable: self = .notALog
        case .notFound, .isFolder, .cannotOpen, .leftOver, .networkFileSystem, .locked, .isArchive, .archived:
            self = .cannotOpen
        case .diskFull, .notWritten, .fileExists, .idTaken, .versionConflict: self = .outputFailed
        }
    }
}

/// Why a command has no answer to give.
struct Refusal: Error {
    var exit: AuditExit
    var message: String
}
