// SPDX-License-Identifier: Apache-2.0

import Foundation
import TicketparkSandbox

/// Reads secrets, which have no place among arguments.
enum SecretFile {
    /// The file's text, without a line break at its end.
    static func read(_ path: String) throws(SandboxError) -> String {
        guard let text = try? String(contentsOf: URL(filePath: path), encoding: .utf8) else {
            throw .cannotRead(path: path)
        }
        guard let last = text.last, last.isNewline else { return text }
        return String(text.dropLast())
    }
}
