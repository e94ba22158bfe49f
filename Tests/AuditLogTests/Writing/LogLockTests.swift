// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite
import Foundation
import Synchronization
import Testing

@testable import AuditLog

/// The lock that processes take around each commit.
struct LogLockTests {
    let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    @Test func `who gives the lock back does not overtake who waits for it`() throws {
        let path = scratch.file("lock")
        let mine = try LogLock(path: path)
        let order = Mutex<[String]>([])
        let other = Thread {
            try? LogLock(path: path).hold(seconds: 60) { order.withLock { $0.append("the one that waited") } }
        }
        try mine.hold(seconds: 60) {
            other.start()
            while isFree(path) { sched_yield() }
        }
        try mine.hold(seconds: 60) { order.withLock { $0.append("the one that had it") } }
        #expect(order.withLock { $0 } == ["the one that waited", "the one that had it"])
    }

    @Test func `a lock that is not to be had is told, and the next in turn is free again`() throws {
        let path = scratch.file("lock")
        let (mine, other) = (try LogLock(path: path), try LogLock(path: path))
        try mine.hold(seconds: 0) {
            for _ in 1...2 {
                #expect(throws: LogError.locked(path: path, seconds: 0)) { try other.hold(seconds: 0) {} }
            }
            #expect(isFree(path))
        }
        try other.hold(seconds: 0) {}
    }

    /// Whether nobody is next.
    private func isFree(_ path: String) -> Bool {
        guard let file = try? AuditLog.FileHandle.readingAndWriting(path),
            audit_lock_byte(file.descriptor, LogLock.turnstile) == 0
        else { return false }
        _ = audit_unlock_byte(file.descriptor, LogLock.turnstile)
        return true
    }
}
