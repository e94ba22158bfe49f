// SPDX-License-Identifier: Apache-2.0

/// Why a log cannot be opened, read or written. Each says what is wrong, where, and what to do next.
public enum LogError: Error, Hashable, Sendable {
    /// There is no file at that path.
    case notFound(path: String)
    /// The path names a folder.
    case isFolder(path: String)
    /// The file is there and cannot be used.
    case cannotOpen(path: String, reason: String)
    /// The file is empty.
    case empty(path: String)
    /// The file is no log: no database, or another program's.
    case notALog(path: String, reason: String)
    /// There is no log at that path, but the file of one that was there. What it holds would be lost, or taken for
    /// the new log's.
    case leftOver(path: String, file: String)
    /// The log was written by a newer version of this package.
    case newerFormat(path: String, format: Int, known: Int)
    /// The log lies on a network file system.
    case networkFileSystem(path: String, kind: String)
    /// Another process held the log's lock for too long.
    case locked(path: String, seconds: Int)
    /// The disk is full. Nothing was written.
    case diskFull(path: String)
    /// What was to be written was not, or may not have been.
    case notWritten(path: String, reason: String)
    /// What the log holds does not hold together.
    case damaged(path: String, seq: Int64?, reason: String)
    /// The log is shorter than its head says: its tail, or its WAL, is lost.
    case shortened(path: String, size: Int64, headSize: Int64)
    /// There is a file at the path at which one was to be made.
    case fileExists(path: String)
    /// What the log was at that time lies in an archive, as do all events up to that seq.
    case archived(path: String, through: Int64)
    /// A copy does not verify, so it was not kept.
    case copyBroken(path: String, findings: Int, first: String)
    /// The file at that path is no export or excerpt of a log that this version can read.
    case exportUnusable(path: String, line: Int, reason: String)
    /// The file is an archive: its events go on in another file.
    case isArchive(path: String)
    /// An event was to be appended under the id of another one, which stands in the log at that seq.
    case idTaken(path: String, seq: Int64)
    /// An event was to be appended to another version of its session than the one that the log has.
    case versionConflict(path: String, expected: Int64, actual: Int64)
    /// A checkpoint that was given is of no use for this log.
    case checkpointUnusable(path: String, reason: String)
    /// The file at that path is none with checkpoints of a log.
    case anchorsUnusable(path: String, line: Int?, reason: String)
    /// There is no key, and a log to be read with it.
    case keyMissing(path: String)
    /// The key is there and cannot be used.
    case keyUnusable(source: String, reason: String)
    /// Others than the owner can read the key.
    case keyExposed(path: String, mode: UInt32)
    /// The key is not the one that the log was written with.
    case keyMismatch(source: String, log: String, purpose: String)
    /// The key comes from where this package cannot put another one.
    case keyFixed(source: String)
}

extension LogError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFound(let path):
            "no log at \(path); check the path"
        case .isFolder(let path):
            "\(path) is a folder; name the log file in it"
        case .cannotOpen(let path, let reason):
            "cannot open \(path): \(reason); check the path and its permissions"
        case .empty(let path):
            "\(path) is empty and therefore no log; remove it to have a new log made, or restore the log"
        case .notALog(let path, let reason):
            "\(path) is no log of ticketpark-auth: \(reason); check the path"
        case .leftOver(let path, let file):
            "there is no log at \(path), but \(file) of one that was there; restore that log, or move the file away to "
                + "begin a new one"
        case .newerFormat(let path, let format, let known):
            "\(path) has format \(format), and this version knows formats up to \(known); use a newer version"
        case .networkFileSystem(let path, let kind):
            "\(path) lies on a network file system (\(kind)), where locks do not hold; put the log on a local disk"
        case .locked(let path, let seconds):
            "\(path) has been locked by another process for \(seconds) s; see who holds it and try again"
        case .diskFull(let path):
            "no room left to write \(path); nothing was written; free some space and try again"
        case .notWritten(let path, let reason):
            "cannot write \(path): \(reason); check the disk and try again"
        case .damaged(let path, let seq, let reason):
            if let seq {
                "\(path) is damaged at seq \(seq): \(reason); run tpaudit verify on a copy of it"
            } else {
                "\(path) is damaged: \(reason); put it aside as it is, with its side files, and restore a backup"
            }
        case .shortened(let path, let size, let headSize):
            "\(path) has \(size) events and its head knows of \(headSize): its tail or its -wal file is lost; "
                + "restore them before anything is written"
        case .fileExists(let path):
            "there is a file at \(path) already; choose another path"
        case .archived(let path, let size):
            "\(path) begins after event \(size), and what was before lies in its archive; ask that file"
        case .copyBroken(let path, let findings, let first):
            "\(path) was not made, as what was copied is not as it was written: \(first)"
                + (findings == 1 ? "" : ", and \(findings - 1) more")
        case .exportUnusable(let path, let line, let reason):
            "\(path), line \(line): \(reason)"
        case .isArchive(let path):
            "\(path) is an archive, to which nothing is appended; use the log that its events go on in"
        case .idTaken(let path, let seq):
            "\(path) has another event of that id, at seq \(seq); give each event an id of its own"
        case .versionConflict(let path, let expected, let actual):
            "\(path) has version \(actual) of the session where version \(expected) was expected; read it again"
        case .checkpointUnusable(let path, let reason):
            "the checkpoint that was given cannot be used for \(path): \(reason)"
        case .anchorsUnusable(let path, let line, let reason):
            "\(path)\(line.map { ", line \($0)" } ?? "") cannot be used as an anchor: \(reason)"
        case .keyMissing(let path):
            "no key at \(path) for a log that is there; restore the key file, or name it with --key-file"
        case .keyUnusable(let source, let reason):
            "the key \(source) cannot be used: \(reason); restore it"
        case .keyExposed(let path, let mode):
            "the key \(path) can be read by others (mode \(String(mode, radix: 8))); run chmod 600 on it"
        case .keyMismatch(let source, let log, let purpose):
            "the \(purpose) key \(source) is not the one of \(log); name the right key with --key-file"
        case .keyFixed(let source):
            "the key \(source) is not kept in a file, so no new one can be put in its place; change it where it is kept"
        }
    }
}
