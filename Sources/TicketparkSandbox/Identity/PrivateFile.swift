import Foundation

/// Writes files that nobody but their owner can read.
enum PrivateFile {
    /// Replaces the file as a whole; it is never there in parts, or readable by others for a moment.
    static func write(_ text: String, to file: URL) throws(SandboxError) {
        let draft = file.path + ".new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(path: file.path, reason: reason()) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
        } catch {
            throw .cannotWrite(path: file.path, reason: "the write failed")
        }
        guard rename(draft, file.path) == 0 else { throw .cannotWrite(path: file.path, reason: reason()) }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
