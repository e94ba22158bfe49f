// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// Logs that were recorded once, as text in `Good` and `Diverging`, and are decided again by the machine of today.
///
/// A change of the machine that decides any event of them otherwise is found here: either it is a mistake, or it comes
/// with a higher `reducerVersion` and, for stored forms, with a step of `Upcaster`. What was recorded stays as it is. With
/// `TP_MAKE_CORPUS` in the environment, recordings are made that are not there yet.
@Suite struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    private static func names(in part: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: part).path)) ?? []
        return files.filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }.sorted()
    }

    /// Two of them go on with the same for long.
    private static let stories = PlantedStory.allCases.filter {
        ![.serverDownForAnHour, .serverDownForDays].contains($0)
    }

    /// The recording as a log again.
    private func log(_ name: String) throws -> LogReader {
        let scratch = try Scratch()
        let made = scratch.file("log")
        _ = try ExportFile(path: Self.folder.appending(path: name + ".jsonl").path).makeLog(at: made)
        let reader = try LogReader(path: made)
        _ = try reader.verify { Issue.record("\(name): \($0.text)") }
        return reader
    }

    /// What replaying finds, an event a line.
    private func report(_ reader: LogReader) throws -> String {
        var lines: [String] = []
        let replay = try reader.replay { divergence in
            lines.append("\(divergence.seq) \(divergence.session) \(divergence.kind)\n")
            for difference in divergence.differences {
                let values = [difference.recorded, difference.replayed].map { $0?.text(in: .utc) ?? "nothing" }
                lines.append("  \(difference.field): \(values[0]), now \(values[1])\n")
            }
        }
        #expect(replay.divergences == lines.count { !$0.hasPrefix(" ") })
        return lines.joined()
    }

    @Test func `there is a recording of every story, and of machines that decided otherwise`() {
        #expect(Set(Self.names(in: "Good")).isSuperset(of: Self.stories.map(\.rawValue)))
        #expect(Self.names(in: "Diverging") == OtherMachine.allCases.map(\.rawValue).sorted())
    }

    @Test(arguments: names(in: "Good"))
    func `what was recorded is decided the same today`(name: String) throws {
        let reader = try log("Good/\(name)")
        #expect(try report(reader) == "")
        #expect(try reader.replay { _ in }.events > 0 || name == "neverSignedIn")
    }

    @Test(arguments: names(in: "Diverging"))
    func `what another machine decided is found, event by event and field by field`(name: String) throws {
        let expected = try String(
            contentsOf: Self.folder.appending(path: "Diverging/\(name).txt"), encoding: .utf8)
        #expect(try report(log("Diverging/\(name)")) == expected)
        #expect(!expected.isEmpty)
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["TP_MAKE_CORPUS"] != nil))
    func `make the recordings that are missing`() throws {
        for story in Self.stories {
            try record("Good/\(story.rawValue)") { try SpoiledLog(of: story.told().log) }
        }
        for seed in 101...104 as ClosedRange<UInt64> {
            try record("Good/random-\(seed)") { try SpoiledLog(of: RandomLog(seed: seed, least: 10).bench) }
        }
        for machine in OtherMachine.allCases {
            let name = "Diverging/\(machine.rawValue)"
            try record(name, machine.log)
            try report(log(name)).write(
                to: Self.folder.appending(path: name + ".txt"), atomically: true, encoding: .utf8)
        }
    }

    private func record(_ name: String, _ make: () throws -> SpoiledLog) throws {
        let file = Self.folder.appending(path: name + ".jsonl")
        guard !FileManager.default.fileExists(atPath: file.path) else { return }
        let log = try make()
        try ExchangeTests.export(log.path).write(to: file, atomically: true, encoding: .utf8)
    }
}
