// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the system answered when a file could not be used.
public struct PosixFailure: Error, Hashable, Sendable {
    /// The value of `errno`.
    public var code: Int32

    package init(code: Int32) {
        self.code = code
    }

    /// The failure that `errno` tells of now.
    static var current: PosixFailure { PosixFailure(code: errno) }

    /// Whether there is no such file or folder.
    public var isNotFound: Bool { code == ENOENT }

    /// Whether the file is there already.
    public var isThere: Bool { code == EEXIST }

    /// Whether somebody else holds the lock.
    var isHeld: Bool { code == EAGAIN || code == EACCES }
}

extension PosixFailure: CustomStringConvertible {
    public var description: String { String(cString: strerror(code)) }
}
