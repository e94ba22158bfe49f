// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine
import TokenMachineTesting

@testable import AuditLog
@testable import tpaudit

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The table of what happened, and its pictures.
@Suite struct TransitionsTests {
    @Test(arguments: ["mermaid", "svg"])
    func `a picture is drawn as it was before`(picture: String) throws {
        let bench = try SpoiledLog.sample()
        let run = ToolRun("transitions", bench.path, "--picture", picture)
        #expect(run.exit == .fine)
        try GoldenOutput.expect("transitions.\(picture)", toHold: run.output)
    }

    @Test func `the picture is well-formed, and fetches nothing`() throws {
        let bench = try SpoiledLog.sample()
        let svg = ToolRun("transitions", bench.path, "--picture", "svg").output
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        #expect(!svg.replacing("http://www.w3.org/2000/svg", with: "").contains("http"))
    }

    @Test func `all events are counted, once`() throws {
        for story in [PlantedStory.serverDown, .storm, .passwordChanged] {
            let (bench, _) = try story.told()
            let reader = try LogReader(path: bench.path)
            let counts = try reader.transitionCounts()
            #expect(counts.counts.values.reduce(0, +) == (try reader.info().size))
            let diagram = TransitionDiagram(counts)
            let drawn = diagram.edges.reduce(0) { $0 + $1.count } + diagram.stays.values.reduce(0, +)
            #expect(drawn == (try reader.info().size))
        }
    }

    @Test func `what happened is what the table of the machine has`() throws {
        for story in PlantedStory.allCases {
            let (bench, _) = try story.told()
            let counts = try LogReader(path: bench.path).transitionCounts()
            for way in counts.counts.keys {
                let outcomes = TransitionTable.cell(way.from, way.event).outcomes
                #expect(outcomes.contains { $0.next == way.to && $0.disposition == way.disposition }, "\(way)")
            }
        }
    }

    @Test func `one session can be looked at alone, and rows that no machine writes are left out`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil { try $0.execute("UPDATE event SET from_state = 99 WHERE seq = 1") }
        #expect(ToolRun("transitions", log.path).exit == .fine)
        let kiosk = ToolRun("transitions", log.path, "-s", "kiosk")
        #expect(kiosk.output.contains("seen 3 of 60 cells"))
        #expect(ToolRun("transitions", log.path, "--picture", "svg", "--format", "json").exit == .usage)
        #expect(ToolRun("transitions", log.path, "--picture", "png").exit == .usage)
    }
}
