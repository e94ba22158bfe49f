// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// A small file that came from somewhere: a proof, or checkpoints that were kept.
struct EvidenceFile {
    let path: String

    /// So much is read of it at most.
    private static let limit = 1 << 24

    /// Whether the file is as long as it likes, and read line by line: it begins like an object of JSON.
    func isExcerpt() throws -> Bool {
        // What is no file can be read once only, and an excerpt is read twice.
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        guard type == .typeRegular || type == .typeSymbolicLink else { return false }
        return try FileHandle(forReadingAtPath: path)?.read(upToCount: 1) == Data("{".utf8)
    }

    /// What is in the file, which has to be text.
    func text() throws -> String {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw Refusal(
                exit: .cannotOpen,
                message: isThere ? "cannot read \(path); check its permissions" : "no file at \(path); check the path")
        }
        let content: Data?
        do {
            content = try handle.read(upToCount: EvidenceFile.limit + 1)
        } catch {
            throw Refusal(exit: .cannotOpen, message: "cannot read \(path); is it a folder?")
        }
        guard let content, content.count <= EvidenceFile.limit, let text = String(data: content, encoding: .utf8) else {
            throw Refusal(
                exit: .notALog,
                message: content == nil ? "\(path) is empty" : "\(path) is no text of less than 16 MiB")
        }
        return text
    }
}
