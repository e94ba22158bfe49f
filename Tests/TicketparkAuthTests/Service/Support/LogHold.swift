// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Holds a log's lock as another process would, so that nothing can be appended meanwhile.
final class LogHold {
    private let file: FileHandle

    /// Takes the lock of the log at `path`.
    init(_ path: String) throws {
        file = try FileHandle(forUpdating: URL(filePath: path + ".lock"))
        guard flock(file.fileDescriptor, LOCK_EX) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    /// Lets it go.
    func release() throws {
        try file.close()
    }
}
