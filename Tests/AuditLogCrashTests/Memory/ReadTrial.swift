// SPDX-License-Identifier: Apache-2.0

import AuditLog
import tpwriter

/// A log that is opened, read and verified.
struct ReadTrial: AllocationTrial {
    private let path: String
    private let keys: KeySource
    private let events: [StoredEvent]
    private var reader: LogReader?
    private var findings: [String] = []

    init(folder: String) throws {
        path = "\(folder)/\(AllocationTests.logName)"
        keys = .file(path: "\(folder)/\(AllocationTests.keyName)")
        let log = try EventLog(path: path, keys: keys)
        var life = SessionLife(of: try SessionLabel("box-office"), seed: 1)
        for number in 0..<6 {
            // Some words are longer than a page.
            let note = String(repeating: "n", count: number * 1000)
            let id = EventID(milliseconds: 1, random: LogEnvironment.system.random(10))
            life.follow(try log.append([life.next(id: id, note: note, naming: log.ref)]))
        }
        try log.close()
        events = try log.events(after: 0)
    }

    mutating func attempt() throws(LogError) {
        reader = nil
        findings = []
        let reader = try LogReader(path: path)
        self.reader = reader
        findings = try complaints(of: reader).found
    }

    mutating func repeatWithMemory() throws(LogError) -> [String] {
        let reader: LogReader
        if let opened = self.reader { reader = opened } else { reader = try LogReader(path: path) }
        let (found, gaps) = try complaints(of: reader)
        return findings.map { "for want of memory: \($0)" } + found + gaps
    }

    private func complaints(of reader: LogReader) throws(LogError) -> (found: [String], gaps: [String]) {
        var found: [String] = []
        let cursor = try reader.events()
        for event in events {
            let read = try cursor.next()
            if read != event { found.append("event \(event.seq) is read as something else") }
        }
        let verification = try reader.verify(with: VerificationMeans(keys: keys)) { found.append($0.text) }
        return (found, verification.gaps)
    }
}
