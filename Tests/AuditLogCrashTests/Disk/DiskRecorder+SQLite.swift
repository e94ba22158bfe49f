// SPDX-License-Identifier: Apache-2.0

import AuditLog
import CAuditCrash
import CAuditSQLite
import Foundation

extension DiskRecorder {
    /// Puts the file system that tells of changes beneath SQLite. Where nobody records, it does nothing else.
    static func prepare() {
        _ = registration
    }

    private static let registration: Void = {
        let code = crash_observe_files { change, path, offset, bytes, count in
            guard let observer = FileChange.observer, let path else { return SQLITE_OK }
            let name = String(cString: path)
            let content = Array(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : Int(count)))
            do throws(PosixFailure) {
                switch change {
                case CRASH_MADE: try observer(.made(name))
                case CRASH_WRITTEN: try observer(.written(name, by: nil, at: Int(offset), content))
                case CRASH_RESIZED: try observer(.resized(name, by: nil, to: Int(count)))
                case CRASH_SYNCHRONIZED: try observer(.synchronized(name, by: nil))
                case CRASH_REMOVED: try observer(.removed(name))
                default: try observer(.folderSynchronized(of: name))
                }
                return SQLITE_OK
            } catch {
                switch change {
                case CRASH_MADE: return SQLITE_CANTOPEN
                case CRASH_WRITTEN: return error.code == ENOSPC ? SQLITE_FULL : crashIOErrorWrite
                case CRASH_RESIZED: return crashIOErrorTruncate
                case CRASH_REMOVED: return crashIOErrorDelete
                default: return crashIOErrorSync
                }
            }
        }
        precondition(code == SQLITE_OK, "SQLite's file system cannot be wrapped: \(code)")
    }()
}

// Macros with arithmetic in them do not reach Swift (https://www.sqlite.org/rescode.html#extrc).
private let crashIOErrorWrite = SQLITE_IOERR | 3 << 8
private let crashIOErrorSync = SQLITE_IOERR | 4 << 8
private let crashIOErrorTruncate = SQLITE_IOERR | 6 << 8
private let crashIOErrorDelete = SQLITE_IOERR | 10 << 8
