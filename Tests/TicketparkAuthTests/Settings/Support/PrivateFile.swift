// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A file of a test's own, of that mode, deleted when nobody holds it any more.
final class PrivateFile {
    let path: String

    init(_ content: some Collection<UInt8>, mode: Int = 0o600) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "setting-\(UUID().uuidString)").path
        try Data(content).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    convenience init(_ text: String, mode: Int = 0o600) throws {
        try self.init(Array(text.utf8), mode: mode)
    }

    /// The folder that it is in.
    var folder: String { URL(filePath: path).deletingLastPathComponent().path }
    /// Its name there.
    var name: String { URL(filePath: path).lastPathComponent }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
