// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Standard output and error, written line by line at once, also where they are pipes.
enum StandardStream {
    case output
    case error

    /// Writes the text and a line break. Whoever listened may be gone, which is no reason to stop.
    func write(line: String) {
        let handle: FileHandle =
            switch self {
            case .output: .standardOutput
            case .error: .standardError
            }
        try? handle.write(contentsOf: Data((line + "\n").utf8))
    }
}
