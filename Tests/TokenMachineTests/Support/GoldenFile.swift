// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A file beside the tests that holds what came out when it was last looked at.
///
/// A test that finds something else fails, and leaves what it found beside the file under the ending `.new`.
enum GoldenFile {
    static func expect(
        _ name: String, toHold content: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        guard content != read(name) else { return }
        try content.write(to: folder.appending(path: "\(name).new"), atomically: true, encoding: .utf8)
        Issue.record("\(name) has changed: compare it with \(name).new", sourceLocation: sourceLocation)
    }

    static func expect(
        _ name: String, toHaveLine line: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        if !read(name).split(separator: "\n").contains(Substring(line)) {
            Issue.record("\(name) does not have the line: \(line)", sourceLocation: sourceLocation)
        }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")

    private static func read(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }
}
