// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An open file, closed when nobody holds it any more.
final class FileHandle {
    let descriptor: Int32
    private let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Opens a file to read it.
    static func reading(_ path: String) throws(PosixFailure) -> FileHandle {
        try open(path, O_RDONLY | O_CLOEXEC)
    }

    /// Opens a file to read and write it, and makes it with mode 0600 where it is not there.
    static func readingAndWriting(_ path: String) throws(PosixFailure) -> FileHandle {
        do throws(PosixFailure) {
            return try open(path, O_RDWR | O_CLOEXEC)
        } catch {
            guard error.isNotFound else { throw error }
        }
        do throws(PosixFailure) {
            return try creating(path)
        } catch {
            // Another process was faster.
            guard error.isThere else { throw error }
            return try open(path, O_RDWR | O_CLOEXEC)
        }
    }

    /// Makes a file with mode 0600, whatever the umask, that must not be there yet.
    static func creating(_ path: String) throws(PosixFailure) -> FileHandle {
        try FileChange.tell(.made(path))
        let file = try open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC)
        guard fchmod(file.descriptor, 0o600) == 0 else { throw .current }
        return file
    }

    private static func open(_ path: String, _ flags: Int32) throws(PosixFailure) -> FileHandle {
        #if canImport(Darwin)
            let descriptor = Darwin.open(path, flags, 0o600)
        #elseif canImport(Glibc)
            let descriptor = Glibc.open(path, flags, 0o600)
        #elseif canImport(Musl)
            let descriptor = Musl.open(path, flags, 0o600)
        #endif
        guard descriptor >= 0 else { throw .current }
        let file = FileHandle(descriptor: descriptor, path: path)
        try FileChange.tell(.opened(path, by: ObjectIdentifier(file)))
        return file
    }

    /// What this process reads from where nothing else is named.
    static func standardInput() throws(PosixFailure) -> FileHandle {
        // A copy, as whoever holds this closes it.
        let descriptor = dup(STDIN_FILENO)
        guard descriptor >= 0 else { throw .current }
        return FileHandle(descriptor: descriptor, path: "/dev/stdin")
    }

    /// Reads up to `limit` bytes from where the last call of this function ended; none at the end.
    func readNext(upTo limit: Int) throws(PosixFailure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        while true {
            let count = FileHandle.readBytes(descriptor, &buffer, limit)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .current }
            return Array(buffer[..<count])
        }
    }

    private static func readBytes(_ descriptor: Int32, _ buffer: inout [UInt8], _ limit: Int) -> Int {
        #if canImport(Darwin)
            Darwin.read(descriptor, &buffer, limit)
        #elseif canImport(Glibc)
            Glibc.read(descriptor, &buffer, limit)
        #elseif canImport(Musl)
            Musl.read(descriptor, &buffer, limit)
        #endif
    }

    /// Reads up to `limit` bytes from the start of the file.
    func read(upTo limit: Int) throws(PosixFailure) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: limit)
        while content.count < limit {
            let count = pread(descriptor, &buffer, limit - content.count, off_t(content.count))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .current }
            guard count > 0 else { break }
            content += buffer[..<count]
        }
        return content
    }

    /// Writes `content` over what the file has from `offset` on.
    func write(_ content: [UInt8], at offset: Int = 0) throws(PosixFailure) {
        try FileChange.tell(.written(path, by: ObjectIdentifier(self), at: offset, content))
        var written = 0
        while written < content.count {
            let count = content[written...].withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset + written))
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .current }
            written += count
        }
    }

    /// Makes the file that many bytes long.
    func resize(to size: Int) throws(PosixFailure) {
        try FileChange.tell(.resized(path, by: ObjectIdentifier(self), to: size))
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw .current }
    }

    /// Waits until what was written is on the disk.
    func synchronize() throws(PosixFailure) {
        try FileChange.tell(.synchronized(path, by: ObjectIdentifier(self)))
        guard fsync(descriptor) == 0 else { throw .current }
    }

    /// Sets the permission bits of the file.
    func setPermissions(_ mode: UInt32) throws(PosixFailure) {
        guard fchmod(descriptor, mode_t(mode)) == 0 else { throw .current }
    }

    /// The permission bits of the file.
    func permissions() throws(PosixFailure) -> UInt32 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .current }
        return UInt32(status.st_mode) & 0o777
    }
}

/// What can be done with a path without opening the file.
enum FilePath {
    /// The device and the number of the file, which stay the same under every name that it has.
    struct Identity: Hashable {
        var device: UInt64
        var number: UInt64
    }

    /// What stands at a path.
    struct Status {
        var identity: Identity
        var size: Int64
        /// When it was last written to, in nanoseconds.
        var changed: Int64
        var isFolder: Bool
        var isRegular: Bool
    }

    /// What stands at `path`; `nil` where there is nothing.
    static func status(_ path: String) throws(PosixFailure) -> Status? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw .current
        }
        #if canImport(Darwin)
            let changed = status.st_mtimespec
        #else
            let changed = status.st_mtim
        #endif
        return Status(
            identity: Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino)),
            size: Int64(status.st_size),
            changed: Int64(changed.tv_sec) &* 1_000_000_000 &+ Int64(changed.tv_nsec),
            isFolder: status.st_mode & S_IFMT == S_IFDIR,
            isRegular: status.st_mode & S_IFMT == S_IFREG)
    }

    /// Gives the file another name, in place of what bore it.
    static func rename(_ path: String, to newPath: String) throws(PosixFailure) {
        try FileChange.tell(.renamed(path, to: newPath))
        #if canImport(Darwin)
            let code = Darwin.rename(path, newPath)
        #elseif canImport(Glibc)
            let code = Glibc.rename(path, newPath)
        #elseif canImport(Musl)
            let code = Musl.rename(path, newPath)
        #endif
        guard code == 0 else { throw .current }
    }

    /// Gives the file a second name, which nothing may bear yet.
    static func link(_ path: String, as newPath: String) throws(PosixFailure) {
        try FileChange.tell(.linked(path, as: newPath))
        #if canImport(Darwin)
            let code = Darwin.link(path, newPath)
        #elseif canImport(Glibc)
            let code = Glibc.link(path, newPath)
        #elseif canImport(Musl)
            let code = Musl.link(path, newPath)
        #endif
        guard code == 0 else { throw .current }
    }

    /// The one name of the file under which all processes know it: absolute, and without symbolic links. Where
    /// there is no file yet, its folder is named so; where there is no folder, `path` stays as it is.
    static func resolved(_ path: String) -> String {
        if let resolved = realPath(path) { return resolved }
        guard !path.isEmpty, !path.hasSuffix("/"), let folder = realPath(folder(of: path)) else { return path }
        let name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
        return (folder == "/" ? "" : folder) + "/" + name
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Takes the file away, where there is one.
    static func remove(_ path: String) throws(PosixFailure) {
        try FileChange.tell(.removed(path))
        guard unlink(path) == 0 || errno == ENOENT else { throw .current }
    }

    /// The folder that holds `path`.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Waits until the names in the folder of `path` are on the disk.
    static func synchronizeFolder(of path: String) throws(PosixFailure) {
        try FileChange.tell(.folderSynchronized(of: path))
        let handle = try FileHandle.reading(folder(of: path))
        guard fsync(handle.descriptor) == 0 else { throw .current }
    }
}
