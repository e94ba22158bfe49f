// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// Sessions whose beginnings were moved to an archive.
@Suite struct ArchivedStoryTests {
    @Test func `a session whose events were all moved is explained by its state`() throws {
        let bench = try LogBench()
        try bench.makeSample()
        let log = try bench.open()
        let size = try #require(try bench.look().integers("SELECT max(size) FROM checkpoint").first)
        try log.archive(
            through: size, to: bench.scratch.file("archive.sqlite"), id: bench.nextID(),
            at: Instant(milliseconds: 1_700_000_700_000))
        try log.close()
        let office = ToolRun("why", bench.path, "box-office")
        #expect(office.output.hasPrefix("box-office: fine."))
        #expect(office.output.contains("events of the session were moved to an archive"))
        let kiosk = ToolRun("why", bench.path, "kiosk")
        #expect(kiosk.output.contains("The session is signed out"))
        #expect(ToolRun("doctor", bench.path, "--key-file", bench.keyPath).exit == .fine)
        #expect(ToolRun("stats", bench.path).exit == .no)
    }
}
