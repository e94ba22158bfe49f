// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// Sessions whose beginnings were moved to an archive.
@Suite struct ArchivedStoryTests {
    @Test func `a session whose events were all moved is explained by its state`() throws {
        let bench = try LogBench.withArchivedSample()
        let office = ToolRun("why", bench.path, "box-office")
        #expect(office.output.hasPrefix("box-office: fine."))
        #expect(office.output.contains("events of the session were moved to an archive"))
        let kiosk = ToolRun("why", bench.path, "kiosk")
        #expect(kiosk.output.contains("The session is signed out"))
        #expect(ToolRun("doctor", bench.path, "--key-file", bench.keyPath).exit == .fine)
        #expect(ToolRun("stats", bench.path).exit == .no)
    }

    @Test func `what is counted without the events that were moved says so`() throws {
        let bench = try LogBench.withArchivedSample()
        let note = "the first \(try LogReader(path: bench.path).archivedSize()) events lie in an archive"
        #expect(ToolRun("stats", bench.path).lines == ["note: \(note), and are not counted"])
        let events = ToolRun("info", bench.path).lines.first { $0.hasPrefix("events ") }
        #expect(events?.hasSuffix("with the records of the log itself; \(note.replacing(" events", with: ""))") == true)
    }
}
