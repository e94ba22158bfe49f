// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TicketparkSandbox

/// A file that takes one line of JSON for each token request.
final class JournalFile: Sendable {
    private let handle: Mutex<FileHandle>
    private let path: String

    /// Opens the file for appending; it is created where it is missing.
    init(path: String) throws(SandboxError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else {
            throw .cannotWrite(path: path, reason: String(cString: strerror(errno)))
        }
        self.path = path
        handle = Mutex(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }

    /// Appends one line; what goes wrong is said on standard error, and the sandbox goes on.
    func append(_ record: TokenRequestRecord) {
        let line = Data((record.json.description + "\n").utf8)
        handle.withLock { handle in
            do {
                try handle.write(contentsOf: line)
            } catch {
                StandardStream.error.write(line: "tpsandbox: cannot write " + OneLine.of(path))
            }
        }
    }
}
