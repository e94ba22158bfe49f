import Foundation
import Testing

/// A file beside the tests that holds what came out when it was last looked at.
///
/// A test that finds something else fails, and leaves what it found beside the file under the ending `.new`.
enum GoldenFile {
    static func expect(
        _ name: String, toHold content: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appending(path: "Golden/\(name)")
        let golden = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        guard golden != content else { return }
        try content.write(to: folder.appending(path: "Golden/\(name).new"), atomically: true, encoding: .utf8)
        Issue.record("\(name) has changed: compare it with \(name).new", sourceLocation: sourceLocation)
    }
}
