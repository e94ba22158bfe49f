// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Dispatch
import Foundation
import Synchronization

/// Work on many rows on all processors.
enum Slices {
    /// What `body` makes of each slice of `rows`, in their order.
    static func map<Piece: Sendable>(
        _ rows: [EventRow], _ body: @Sendable (ArraySlice<EventRow>) -> Piece
    ) -> [Piece] {
        // More than there are processors, as one of them may have something else to do.
        let count = min(2 * ProcessInfo.processInfo.activeProcessorCount, rows.count / least)
        guard count > 1 else { return [body(rows[...])] }
        let pieces = Mutex<[Int: Piece]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let piece = body(rows[index * rows.count / count..<(index + 1) * rows.count / count])
            pieces.withLock { $0[index] = piece }
        }
        return pieces.withLock { pieces in (0..<count).compactMap { pieces[$0] } }
    }

    /// Fewer rows are not worth a slice.
    private static let least = 64
}

extension [EventRow] {
    /// Has what `render` adds for each row written in their order, up to the first row that cannot be read.
    func render(
        _ render: @Sendable (EventRow, inout [UInt8]) throws(LogError) -> Void, write: ([UInt8]) throws -> Void
    ) throws {
        let pieces = Slices.map(self) { rows -> ([UInt8], LogError?) in
            var bytes: [UInt8] = []
            do throws(LogError) {
                for row in rows { try render(row, &bytes) }
            } catch {
                return (bytes, error)
            }
            return (bytes, nil)
        }
        for (bytes, failure) in pieces {
            try write(bytes)
            if let failure { throw failure }
        }
    }
}
