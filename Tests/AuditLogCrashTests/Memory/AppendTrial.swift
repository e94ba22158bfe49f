// SPDX-License-Identifier: Apache-2.0

import AuditLog
import tpwriter

/// A log that is opened and appended to.
struct AppendTrial: AllocationTrial {
    private let path: String
    private let keys: KeySource
    private var life: SessionLife
    private var log: EventLog?
    private var request: AppendRequest?
    private var acknowledged: StoredEvent?
    private var appended: Int64 = 0

    init(folder: String) throws {
        path = "\(folder)/\(AllocationTests.logName)"
        keys = .file(path: "\(folder)/\(AllocationTests.keyName)")
        life = SessionLife(of: try SessionLabel("box-office"), seed: 1)
    }

    mutating func attempt() throws(LogError) {
        log = nil
        request = nil
        acknowledged = nil
        let opened = try EventLog(path: path, keys: keys)
        log = opened
        let next = nextRequest(for: opened)
        request = next
        acknowledged = try append(next, to: opened)
    }

    mutating func repeatWithMemory() throws(LogError) -> [String] {
        let log: EventLog
        if let opened = self.log { log = opened } else { log = try EventLog(path: path, keys: keys) }
        let stored = try append(request ?? nextRequest(for: log), to: log)
        appended += 1
        var complaints: [String] = []
        if let acknowledged, acknowledged != stored {
            complaints.append("what was answered is not what is in the log")
        }
        if log.size != appended { complaints.append("there are \(log.size) events for \(appended)") }
        return complaints
    }

    private mutating func nextRequest(for log: EventLog) -> AppendRequest {
        life.next(
            id: EventID(milliseconds: 1, random: LogEnvironment.system.random(10)), note: "words", naming: log.ref)
    }

    private func append(_ request: AppendRequest, to log: EventLog) throws(LogError) -> StoredEvent? {
        guard case .appended(let stored)? = try log.append([request]).first else { return nil }
        return stored
    }
}
