// SPDX-License-Identifier: Apache-2.0

import AuditLog
import CAuditCrash
import CAuditSQLite
import Foundation
import Testing

/// An SQLite that gets no memory: the allocation that fails is each one in turn. In a process of its own, whose
/// allocator is another one from the beginning.
struct AllocationTests {
    static let logName = CrashBench.logName
    static let keyName = "box-office.key"

    /// What is being done.
    enum Work: String, CaseIterable, Codable {
        /// A log is opened and appended to.
        case appending
        /// A log is opened, read and verified.
        case reading

        func makeTrial(folder: String) throws -> any AllocationTrial {
            switch self {
            case .appending: try AppendTrial(folder: folder)
            case .reading: try ReadTrial(folder: folder)
            }
        }
    }

    @Test(arguments: Work.allCases, [false, true])
    func `what fails for want of memory says so, changes nothing, and works the next time`(
        _ work: Work, lasts: Bool
    ) async throws {
        let folder = try Scratch()
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) { [work = work as Work, lasts = lasts as Bool, path = folder.path as String] in
            guard crash_replace_allocator() == SQLITE_OK else { _exit(2) }
            var trial = try work.makeTrial(folder: path)
            for line in trial.lines(upTo: Campaign.allocations, lasts: lasts) { print(line) }
            fflush(nil)
        }
        let words = result.map { String(decoding: $0.standardOutputContent, as: UTF8.self) } ?? ""
        for line in words.split(separator: "\n") {
            if line.hasPrefix("torture: ") { print(line) } else { Issue.record("\(line)") }
        }
        let keys = KeySource.file(path: folder.file(AllocationTests.keyName))
        let contents = try LogContents(of: folder.file(AllocationTests.logName), keys: keys)
        #expect(contents.complaints == [])
    }
}
