// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// A file that holds one secret as text.
enum SecretFile {
    /// The longest that is read, in bytes.
    static let longest = 64 * 1024

    /// The secret, without the line break with which editors and `echo` end a file.
    ///
    /// - Parameter mustBePrivate: Whether a file that others can read or change is refused. The group of a file may
    ///   read it, as that is how a container's secrets come to a user who is not root.
    static func read(_ path: String, mustBePrivate: Bool) throws(SettingError.FileProblem) -> Secret {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(PosixFailure(code: errno)) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(PosixFailure(code: errno)) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(PosixFailure(code: EISDIR)) }
        // A pipe has modes too, and nobody can open it by them.
        if mustBePrivate, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o027 != 0 {
            throw .exposed(mode: UInt32(status.st_mode) & 0o777)
        }
        guard let text = String(data: try content(of: file), encoding: .utf8) else { throw .notText }
        let secret = text.last == "\n" || text.last == "\r\n" ? String(text.dropLast()) : text
        guard !secret.isEmpty else { throw .empty }
        return Secret(secret)
    }

    private static func content(of file: FileHandle) throws(SettingError.FileProblem) -> Data {
        var content = Data()
        do {
            while let part = try file.read(upToCount: longest + 1 - content.count), !part.isEmpty {
                content += part
                guard content.count <= longest else { break }
            }
        } catch {
            throw .unreadable(PosixFailure(code: EIO))
        }
        guard content.count <= longest else { throw .tooLong }
        return content
    }
}
