// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// A log that many tasks append to at once: what is asked for while one commit runs goes into the next, so that they
/// share the wait for the disk. With one caller it is as fast as the log alone, with many it is many times faster.
///
/// Each caller gets its own answer. Where one request cannot be appended for a reason of its own, such as an id that
/// another event has, the others of the same commit are.
public final class GroupCommit: Sendable {
    private struct Waiting {
        var requests: [AppendRequest]
        var continuation: CheckedContinuation<Result<[AppendOutcome], LogError>, Never>
    }

    private struct Queue {
        var waiting: [Waiting] = []
        var isDraining = false
    }

    /// Where the log is.
    public let path: String

    private let queue = Mutex(Queue())
    private let worker = DispatchQueue(label: "ticketpark-auth.group-commit")
    // Only ever used on the worker.
    private nonisolated(unsafe) let log: EventLog

    /// More events than that do not go into one commit, so that none takes long.
    private static let largestCommit = 1000

    /// Takes over a log.
    public init(_ log: sending EventLog) {
        path = log.path
        self.log = log
    }

    /// Appends events in one transaction, together with whatever else is waiting to be appended. When this returns,
    /// all of them are on the disk.
    ///
    /// - Returns: What became of each, in their order.
    /// - Throws: Why none of them was appended.
    public func append(_ requests: [AppendRequest]) async throws(LogError) -> [AppendOutcome] {
        try EventLog.expectAllowed(requests, path: path)
        let result = await withCheckedContinuation { continuation in
            let isFirst = queue.withLock { queue in
                queue.waiting.append(Waiting(requests: requests, continuation: continuation))
                defer { queue.isDraining = true }
                return !queue.isDraining
            }
            if isFirst { worker.async { self.drain() } }
        }
        return try result.get()
    }

    /// Closes the log, when everything is appended that was asked for.
    public func close() async throws(LogError) {
        let result: Result<Void, LogError> = await withCheckedContinuation { continuation in
            worker.async {
                continuation.resume(returning: Result { () throws(LogError) in try self.log.close() })
            }
        }
        try result.get()
    }

    /// How many calls wait for a commit that has not begun.
    var waitingCount: Int { queue.withLock { $0.waiting.count } }

    private func drain() {
        while true {
            let group = queue.withLock { queue in
                var events = 0
                let fitting = queue.waiting.prefix { waiting in
                    events += waiting.requests.count
                    return events <= GroupCommit.largestCommit
                }
                // One that is too large for any commit of its own kind goes alone.
                let group = Array(queue.waiting.prefix(max(1, fitting.count)))
                queue.waiting.removeFirst(group.count)
                queue.isDraining = !group.isEmpty
                return group
            }
            guard !group.isEmpty else { return }
            commit(group)
        }
    }

    private func commit(_ group: [Waiting]) {
        do throws(LogError) {
            var outcomes = try log.append(group.flatMap(\.requests))[...]
            for waiting in group {
                let own = outcomes.prefix(waiting.requests.count)
                outcomes = outcomes.dropFirst(own.count)
                waiting.continuation.resume(returning: .success(Array(own)))
            }
        } catch {
            guard group.count > 1, error.concernsOneRequest else {
                for waiting in group { waiting.continuation.resume(returning: .failure(error)) }
                return
            }
            for waiting in group { commit([waiting]) }
        }
    }
}

extension LogError {
    /// Whether the error may be one of a single request, so that others can go on without it.
    fileprivate var concernsOneRequest: Bool {
        switch self {
        case .idTaken, .versionConflict, .damaged: true
        case .notFound, .isFolder, .cannotOpen, .empty, .notALog, .leftOver, .newerFormat, .networkFileSystem, .locked,
            .diskFull, .notWritten, .shortened, .fileExists, .archived, .copyBroken, .exportUnusable,
            .isArchive, .checkpointUnusable, .anchorsUnusable, .keyMissing, .keyUnusable, .keyExposed, .keyMismatch,
            .keyFixed:
            false
        }
    }
}
