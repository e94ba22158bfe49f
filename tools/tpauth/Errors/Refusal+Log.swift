// SPDX-License-Identifier: Apache-2.0

import AuditLog

extension Refusal {
    /// A log, or its key, that cannot be used.
    init(_ error: LogError) {
        switch error {
        case .notFound(let path):
            self.init(.cannotOpen, "no log at \(path); run tpauth login first, or name the log with --log")
        case .notALog, .newerFormat, .empty, .damaged, .shortened:
            self.init(.notALog, error.description)
        case .isFolder, .cannotOpen, .leftOver, .networkFileSystem, .locked, .isArchive, .archived, .fileExists,
            .copyBroken, .exportUnusable, .diskFull, .notWritten, .idTaken, .versionConflict,
            .checkpointUnusable, .anchorsUnusable, .keyMissing, .keyUnusable, .keyExposed, .keyMismatch, .keyFixed:
            self.init(.cannotOpen, error.description)
        }
    }
}
