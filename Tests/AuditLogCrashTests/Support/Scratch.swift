// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder of a test's own, removed when nobody holds it any more.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tp-crash-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        path = folder.resolvingSymlinksInPath().path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// What those files hold that are there.
    func contents(of names: [String]) throws -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for name in names where FileManager.default.fileExists(atPath: file(name)) {
            contents[name] = [UInt8](try Data(contentsOf: URL(filePath: file(name))))
        }
        return contents
    }

    /// The path of a file in the folder.
    func file(_ name: String) -> String {
        path + "/" + name
    }

    /// Makes the folder hold those files, a folder for keys, one for archives, and nothing else.
    func replace(with contents: [String: [UInt8]]) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try FileManager.default.removeItem(atPath: file(name))
        }
        for folder in ["keys", LogHistory.archiveFolder] {
            try FileManager.default.createDirectory(atPath: file(folder), withIntermediateDirectories: false)
        }
        for (name, content) in contents {
            let isMade = FileManager.default.createFile(
                atPath: file(name), contents: Data(content), attributes: [.posixPermissions: 0o600])
            guard isMade else { throw CocoaError(.fileWriteUnknown) }
        }
    }
}
