// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// A file that remembers how far a log was read: its id and the last seq, so that the next run goes on from there.
struct CursorFile {
    let path: String

    /// The seq that stands in the file; `nil` where there is no file yet.
    ///
    /// - Throws: Why it cannot be used: it is no such file, or one of another log.
    func read(for reader: LogReader) throws -> Int64? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Refusal(exit: .cannotOpen, message: "cannot read the cursor file \(path); check its permissions")
        }
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard parts.count == 2, let seq = Int64(parts[1]), seq >= 0 else {
            throw Refusal(
                exit: .usage, message: "\(path) is no cursor file; name one that is not there yet to begin anew")
        }
        guard parts[0] == hex(reader.logID) else {
            throw Refusal(
                exit: .usage, message: "\(path) is the cursor of another log; name one of its own for each log")
        }
        return seq
    }

    /// Remembers that the log was read up to `seq`. Either the old or the new content is in the file, whatever happens.
    func write(_ seq: Int64, for reader: LogReader) throws {
        do {
            try Data("\(hex(reader.logID)) \(seq)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Refusal(
                exit: .outputFailed,
                message: "cannot write the cursor file \(path); the events are all there, and come again the next time")
        }
    }
}
