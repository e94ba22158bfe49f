// SPDX-License-Identifier: Apache-2.0

/// How a log is opened to be read, decided from what lies around it before SQLite touches anything.
///
/// Opening a log that is written to at the moment is the ordinary case. Where the folder cannot be written to, SQLite
/// cannot make the side files that it needs, and reading the main file alone would silently leave out what only the
/// WAL holds.
enum ReadingPlan: Hashable, Sendable {
    /// Beside whoever writes it, through the side files.
    case inPlace
    /// The main file alone, as nobody can be writing to it.
    case immutable
    /// A private copy of the file and its WAL.
    case privateCopy
    /// The same, of a log that lies where another way would do, with the fingerprints of what was copied.
    case snapshot
    /// Not at all, for that reason.
    case refused(String)

    /// What lies around a log.
    struct Surroundings: Hashable, Sendable {
        /// Whether files can be made in the log's folder.
        var folderIsWritable: Bool
        /// How long the WAL is; 0 where there is none.
        var walSize: Int64
        /// Whether there is a file of shared memory that can be read.
        var sharedMemoryIsReadable: Bool
        /// How long the rollback journal is; 0 where there is none.
        var journalSize: Int64
    }

    /// The way to read a log in those surroundings.
    init(_ surroundings: Surroundings) {
        if surroundings.journalSize > 0 {
            self = .refused(
                "a rollback journal of an unfinished change lies beside it; let the program that made it recover it, "
                    + "or work on a copy of both files")
        } else if surroundings.folderIsWritable {
            self = .inPlace
        } else if surroundings.walSize == 0 {
            self = .immutable
        } else {
            self = surroundings.sharedMemoryIsReadable ? .inPlace : .privateCopy
        }
    }
}

extension ReadingPlan.Surroundings {
    /// What lies around the log at `path`.
    init(of path: String) throws(PosixFailure) {
        folderIsWritable = FilePath.isAccessible(FilePath.folder(of: path), for: .writing)
        walSize = try FilePath.status(path + "-wal")?.size ?? 0
        sharedMemoryIsReadable = FilePath.isAccessible(path + "-shm", for: .reading)
        journalSize = try FilePath.status(path + "-journal")?.size ?? 0
    }
}
