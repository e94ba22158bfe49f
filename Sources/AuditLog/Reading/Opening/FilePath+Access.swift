// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension FilePath {
    /// What is to be done with a file or folder.
    enum Use {
        case reading
        case writing
    }

    /// Whether this process may use what stands at `path` like that.
    static func isAccessible(_ path: String, for use: Use) -> Bool {
        switch use {
        case .reading: access(path, R_OK) == 0
        case .writing: access(path, W_OK) == 0
        }
    }

    /// Makes a folder of a new name that nobody else can look into.
    static func makePrivateFolder() throws(PosixFailure) -> String {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/tpaudit-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw .current }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Takes an empty folder away.
    static func removeFolder(_ path: String) throws(PosixFailure) {
        guard rmdir(path) == 0 || errno == ENOENT else { throw .current }
    }
}
