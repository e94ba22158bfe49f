// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// All events of a log, with those that were moved to archives in a folder beside it.
enum LogHistory {
    /// In a folder of their own: what brings the names of the log's files to the disk does nothing for them.
    static let archiveFolder = "archives"

    /// An archive is missing that the log says was made.
    struct MissingArchive: Error {
        var size: Int64
    }

    /// The ids of the events of the log at `path`, in their order.
    static func events(of path: String) throws -> [EventID] {
        try logs(of: path).flatMap { reader in
            let cursor = try reader.events()
            var events: [EventID] = []
            while let event = try cursor.next() { events.append(event.id) }
            return events
        }
    }

    /// The log at `path`, behind the archives of what came before.
    static func logs(of path: String) throws -> [LogReader] {
        let folder = URL(filePath: path).deletingLastPathComponent().appending(path: archiveFolder).path
        // There are no archives of many a log.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let archives = try names.filter { $0.hasSuffix(".sqlite") }.map { try LogReader(path: folder + "/" + $0) }
        var logs = [try LogReader(path: path)]
        while let size = try logs.first?.archivedSize(), size > 0 {
            guard let archive = try archives.first(where: { try $0.lastSeq() == size }) else {
                throw MissingArchive(size: size)
            }
            logs.insert(archive, at: 0)
        }
        return logs
    }
}
