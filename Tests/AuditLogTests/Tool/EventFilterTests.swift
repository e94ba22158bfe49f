// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import tpaudit

/// Which events the options of `events` leave over.
@Suite struct EventFilterTests {
    private func seqs(_ arguments: String...) throws -> [Int] {
        let bench = try SpoiledLog.sample()
        let run = ToolRun(["events", bench.path, "--format", "csv"] + arguments)
        #expect(run.complaints == [])
        return run.lines.dropFirst().compactMap { Int($0.prefix { $0 != "," }) }
    }

    @Test func `an option given twice means either, different ones mean both`() throws {
        #expect(try seqs("--kind", "requestDenied", "--kind", "requestFaulted") == [5, 7, 13])
        #expect(try seqs("--kind", "requestDenied", "--kind", "requestFaulted", "-s", "box-office") == [7, 13])
    }

    @Test func `failures, writers and attempts can be asked for`() throws {
        #expect(try seqs("--failure", "signInRejected") == [5])
        #expect(try seqs("--failure", "signInRejected", "--failure", "unavailable") == [5])
        #expect(try seqs("--writer", "1").count == 15)
        #expect(try seqs("--writer", "box-office", "--state", "failed") == [5])
        // Begun at 6, tried at 7 and again at 8, granted at 9, and one answer too late.
        #expect(try seqs("-s", "box-office", "--attempt", "2") == [6, 7, 8, 9, 13])
        #expect(try seqs("--attempt", "3") == [12, 14])
        #expect(try seqs("--attempt", "2", "--attempt", "3") == [6, 7, 8, 9, 12, 13, 14])
    }

    @Test func `what is not wanted is left out`() throws {
        #expect(try seqs("--not", "session=box-office") == [4, 5, 11, 15])
        #expect(try seqs("-s", "kiosk", "--not", "kind=signInRequested") == [5, 15])
        #expect(try seqs("--kind", "requestFaulted", "--not", "disposition=late") == [7])
        #expect(try seqs("--not", "state=valid", "--not", "state=refreshing", "-s", "box-office") == [1, 2, 10])
        #expect(try seqs("--not", "failure=signInRejected").count == 14)
        #expect(try seqs("--not", "attempt=1", "--not", "attempt=2", "-s", "box-office") == [2, 10, 12, 14])
        #expect(try seqs("--not", "writer=box-office") == [])
    }

    @Test(arguments: [
        ["--not", "kind"], ["--not", "kind=frob"], ["--not", "colour=red"], ["--not", "attempt=x"],
        ["--failure", "frob"], ["--attempt", "-1"], ["--until-seq", "3"], ["--timeout", "1"],
        ["--follow", "--timeout", "-1"], ["--follow", "--timeout", "nan"], ["--follow", "-r"],
        ["--cursor-file", "x", "-r"],
    ])
    func `what makes no sense is wrong usage`(arguments: [String]) throws {
        let bench = try SpoiledLog.sample()
        let run = ToolRun(["events", bench.path] + arguments)
        #expect(run.exit == .usage)
        #expect(run.output == "")
        #expect(run.complaints.count == 1)
    }

    @Test func `what is wrong with an option is told`() {
        let run = ToolRun("events", "log", "--not", "kind=frob")
        #expect(run.complaints == ["tpaudit: --not kind=frob: there is no kind frob; see tpaudit events --help"])
        let format = ToolRun("events", "log", "--format", "frob")
        #expect(format.complaints.first?.hasSuffix("; see tpaudit events --help") == true)
        #expect(format.complaints.first?.contains(".;") == false)
    }

    @Test func `a writer that never was is told with those that were`() throws {
        let bench = try SpoiledLog.sample()
        let run = ToolRun("events", bench.path, "--writer", "nobody")
        #expect(run.exit == .no)
        #expect(
            run.complaints == ["tpaudit: nothing was appended by nobody; name a row from 1 to 1, or one of box-office"])
    }
}
