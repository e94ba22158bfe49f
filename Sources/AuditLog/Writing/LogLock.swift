// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The file `<log>.lock`, through which the processes that share a log keep out of each other's way.
///
/// - An advisory lock on the whole file is held around every commit and every checkpoint. SQLite before 3.51.3 can
///   lose a commit when one connection checkpoints while another commits.
/// - A lock on one byte, the turnstile, is held by the one process that is next. Who gives the lock back and wants it
///   again has to get through the turnstile first, and so cannot overtake who waits.
/// - A counter in its first page, mapped into memory, goes up with every commit, so that a reader learns with one
///   load whether there is anything new.
/// - A lock on one byte far behind its end is held by each process while it lives: who can take it knows that the
///   process is gone.
final class LogLock {
    private let path: String
    private let file: FileHandle
    /// Counts the commits of all processes.
    let commits: CommitCounter

    private static let pageSize = 4096
    /// The byte that stands for whose turn is next.
    static let turnstile: Int64 = 1 << 19
    /// The first byte that stands for a process. The range that follows has 2^48 of them.
    private static let firstProcessByte: Int64 = 1 << 20

    /// Opens the lock file, and makes it where it is not there.
    init(path: String) throws(LogError) {
        self.path = path
        do {
            file = try FileHandle.readingAndWriting(path)
            // A file that another process is just making may be shorter for a moment; growing it twice does no harm.
            if try FilePath.status(path)?.size ?? 0 < LogLock.pageSize {
                try file.resize(to: LogLock.pageSize)
            }
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
        guard let counter = CommitCounter(descriptor: file.descriptor, size: LogLock.pageSize) else {
            throw .cannotOpen(path: path, reason: "\(PosixFailure.current)")
        }
        commits = counter
    }

    /// Runs `body` while no other process commits or checkpoints.
    ///
    /// - Parameter seconds: How long to wait for another process.
    func hold<Result>(seconds: Int, _ body: () throws(LogError) -> Result) throws(LogError) -> Result {
        try acquire(seconds: seconds)
        defer { _ = flock(file.descriptor, LOCK_UN) }
        return try body()
    }

    private func acquire(seconds: Int) throws(LogError) {
        let deadline = ContinuousClock.now + .seconds(seconds)
        try wait(until: deadline, seconds: seconds) { audit_lock_byte(file.descriptor, LogLock.turnstile) }
        defer { _ = audit_unlock_byte(file.descriptor, LogLock.turnstile) }
        try wait(until: deadline, seconds: seconds) { flock(file.descriptor, LOCK_EX | LOCK_NB) }
    }

    /// Tries to take a lock until it is taken.
    ///
    /// - Parameter attempt: Answers 0, or -1 with errno.
    private func wait(
        until deadline: ContinuousClock.Instant, seconds: Int, _ attempt: () -> Int32
    ) throws(LogError) {
        while attempt() != 0 {
            guard [EWOULDBLOCK, EAGAIN, EACCES, EINTR].contains(errno) else {
                throw .cannotOpen(path: path, reason: "\(PosixFailure.current)")
            }
            guard ContinuousClock.now < deadline else { throw .locked(path: path, seconds: seconds) }
            // Short, as a commit takes a few hundred microseconds; uneven, so that nobody stays behind for ever; and
            // never longer the longer somebody waits, so that those who come later have no better chance.
            usleep(.random(in: 50..<250))
        }
    }

    /// Shows for as long as this object lives that `process` is alive.
    func showAlive(_ process: [UInt8]) {
        _ = audit_lock_byte(file.descriptor, LogLock.byte(for: process))
    }

    /// Whether `process` is known to be gone. Not to be asked about one that shows itself through this object.
    func isGone(_ process: [UInt8]) -> Bool {
        let byte = LogLock.byte(for: process)
        guard audit_lock_byte(file.descriptor, byte) == 0 else { return false }
        _ = audit_unlock_byte(file.descriptor, byte)
        return true
    }

    private static func byte(for process: [UInt8]) -> Int64 {
        firstProcessByte + process.prefix(6).reduce(0) { $0 << 8 | Int64($1) }
    }
}
