// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// A report of a log, in a file that goes away with this.
final class ReportPageFile {
    let path: String
    let run: ToolRun
    private let scratch: Scratch

    init(of log: String, _ options: String..., now: Int64 = 1_700_000_600_000_000) throws {
        scratch = try Scratch()
        path = scratch.file("report.html")
        run = ToolRun(["report", log, "-o", path] + options, now: now)
    }

    /// The page.
    var html: String {
        get throws { try String(contentsOfFile: path, encoding: .utf8) }
    }

    /// What stands between two pieces of the page, each of which comes there first.
    func part(from start: String, to end: String) throws -> String {
        let html = try html
        let begin = try #require(html.range(of: start)).upperBound
        let stop = try #require(html[begin...].range(of: end)).lowerBound
        return String(html[begin..<stop])
    }

    /// The data that its script reads.
    var data: String {
        get throws { try part(from: #"id="data">"#, to: "</script>") }
    }
}
