// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A file beside the tests that holds what a command wrote when it was last looked at.
///
/// A test that finds something else fails, and leaves what it found beside the file under the ending `.new`.
enum GoldenOutput {
    static func expect(
        _ name: String, toHold content: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = folder.appending(path: name)
        guard content != (try? String(contentsOf: file, encoding: .utf8)) else { return }
        try content.write(to: folder.appending(path: "\(name).new"), atomically: true, encoding: .utf8)
        Issue.record("\(name) has changed: compare it with \(name).new", sourceLocation: sourceLocation)
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")
}
