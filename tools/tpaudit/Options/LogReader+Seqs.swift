// SPDX-License-Identifier: Apache-2.0

import AuditLog

extension LogReader {
    /// Why there is no event of that number in the log that was named `name`.
    func refusal(ofMissing seq: Int64, in name: String) throws(LogError) -> Refusal {
        let archived = try archivedSize()
        if seq > 0, seq <= archived {
            return Refusal(
                exit: .no, message: "event \(seq) lies in the archive of \(name), which begins after \(archived)")
        }
        let last = try lastSeq()
        return Refusal(
            exit: .no,
            message: last > archived
                ? "\(name) has no event \(seq); it has \(archived + 1) to \(last)" : "\(name) has no events")
    }
}
