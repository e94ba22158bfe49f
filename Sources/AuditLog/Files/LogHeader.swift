// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema

/// What the first bytes of a file tell before SQLite has touched it
/// (<https://www.sqlite.org/fileformat.html#the_database_header>).
enum LogHeader {
    /// Makes sure that there is a log of a known format at `path`, and touches nothing.
    ///
    /// Not to be used while this process has the file open: closing it would drop SQLite's locks.
    static func check(_ path: String, formats: LogFormats = .known) throws(LogError) {
        let header: [UInt8]
        let hasWAL: Bool
        do {
            guard let status = try FilePath.status(path) else { throw LogError.notFound(path: path) }
            guard !status.isFolder else { throw LogError.isFolder(path: path) }
            guard status.isRegular else {
                throw LogError.notALog(path: path, reason: "it is a device or a pipe")
            }
            guard status.size > 0 else { throw LogError.empty(path: path) }
            hasWAL = try FilePath.status(path + "-wal")?.size ?? 0 > 0
            header = try FileHandle.reading(path).read(upTo: 100)
        } catch let error as LogError {
            throw error
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
        guard header.starts(with: Array("SQLite format 3\0".utf8)) else {
            // A first page that was just being copied from the WAL when the power went is in the WAL still. What it
            // says there SQLite has to tell.
            guard !hasWAL else { return }
            throw .notALog(path: path, reason: "it is no SQLite database")
        }
        guard header.count == 100 else {
            throw .damaged(path: path, seq: nil, reason: "it is cut off within its header")
        }
        guard integer(header, at: 68) == LogSchema.applicationID else {
            throw .notALog(path: path, reason: "it is another program's database")
        }
        let format = integer(header, at: 60)
        guard formats.canRead(format) else {
            throw .newerFormat(path: path, format: Int(format), known: Int(formats.current))
        }
    }

    private static func integer(_ header: [UInt8], at offset: Int) -> Int32 {
        Int32(bitPattern: header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) })
    }
}
