// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs `body` with the path of a file that holds `text`, and deletes the file.
func withTemporaryFile(_ text: String, _ body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file.path)
}
