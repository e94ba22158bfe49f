// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// What people are told of sessions that are fine, that fail, and of those in between.
@Suite struct WhyTests {
    @Test(arguments: PlantedStory.allCases)
    func `a story is told`(story: PlantedStory) throws {
        let (bench, now) = try story.told()
        let run = ToolRun(["why", bench.path, "box-office"], width: 100, now: now)
        #expect(run.exit == .fine)
        #expect(run.complaints == [])
        #expect(run.lines.allSatisfy { $0.count <= 100 })
        try GoldenOutput.expect("why-\(story.rawValue).text", toHold: run.output)
    }

    @Test(arguments: [PlantedStory.refreshLost, .passwordChanged], ["json", "jsonl", "csv"])
    func `a story is told to programs`(story: PlantedStory, format: String) throws {
        let (bench, now) = try story.told()
        let run = ToolRun(["why", bench.path, "--format", format], now: now)
        #expect(run.exit == .fine)
        try GoldenOutput.expect("why-\(story.rawValue).\(format)", toHold: run.output)
    }

    @Test(arguments: [
        (PlantedStory.neverSignedIn, Explanation.Verdict.signedOut, Explanation.Fault.settings),
        (.signingIn, .signingIn, .nobody), (.fine, .fine, .nobody), (.fineAfterTrouble, .fine, .nobody),
        (.signedOut, .signedOut, .nobody), (.passwordChanged, .signInNeeded, .settings),
        (.signInRefused, .signInNeeded, .settings), (.refreshLost, .signInNeeded, .network),
        (.lostButServed, .degraded, .network), (.killedProcess, .signInNeeded, .service),
        (.killedSignIn, .signInNeeded, .service), (.clientDisabled, .retrying, .settings),
        (.serverDown, .retrying, .server), (.serverDownForDays, .retrying, .server),
        (.serverDownForAnHour, .retrying, .server),
        (.revoked, .signInNeeded, .server), (.tokenTooOld, .signInNeeded, .service),
        (.noRefreshToken, .signInNeeded, .server), (.restoredWithoutVault, .signInNeeded, .service),
        (.apiRefuses, .retrying, .server),
        (.clockWrong, .retrying, .clock), (.clockJumped, .fine, .nobody), (.diskFull, .signInNeeded, .network),
        (.storm, .retrying, .server), (.abandoned, .abandoned, .service), (.lateGrant, .signedOut, .nobody),
        (.expiredOnDemand, .fine, .nobody), (.refreshing, .fine, .network), (.familyRevoked, .signInNeeded, .network),
    ])
    func `a story comes to this`(story: PlantedStory, verdict: Explanation.Verdict, fault: Explanation.Fault) throws {
        let (bench, now) = try story.told()
        let reader = try LogReader(path: bench.path)
        let explanation = try #require(
            try reader.explain("box-office", now: Instant(milliseconds: now / 1000)))
        #expect(explanation.verdict == verdict)
        #expect(explanation.fault == fault)
        #expect(explanation.findings.contains { $0.topic == .advice })
    }

    @Test func `every failure is told of`() throws {
        for failure in Failure.allCases {
            let history = SessionHistory(
                label: "box-office",
                initial: .failed(
                    Failed(
                        attempts: AttemptSequence(seed: 1), failure: failure,
                        coolDownEnd: Instant(milliseconds: 1000))),
                events: [], records: [], unread: 0, policies: [:], writers: [:], now: Instant(milliseconds: 0))
            let explanation = Explanation(history)
            #expect(explanation.verdict == .signInNeeded)
            #expect(explanation.findings.map(\.topic).contains(.fault), "\(failure)")
            #expect(explanation.findings.map(\.topic).contains(.advice), "\(failure)")
        }
    }

    @Test func `a session is explained as it was`() throws {
        let (bench, _) = try PlantedStory.refreshLost.told()
        let before = ToolRun("why", bench.path, "box-office", "--at", "4")
        #expect(before.output.hasPrefix("box-office: fine."))
        #expect(ToolRun("why", bench.path, "box-office", "--at", "0").output.contains("Nothing has happened to this"))
        for command in ["why", "state"] {
            let late = ToolRun(command, bench.path, "box-office", "--at", "99")
            #expect(late.exit == .no)
            #expect(late.complaints.first?.contains("has no event 99; it has 1 to ") == true)
        }
        #expect(ToolRun("why", bench.path, "nobody").exit == .no)
        #expect(ToolRun("why", bench.path, "box-office", "--at", "lunch").exit == .usage)
    }

    @Test func `a session that was signed out tells where to look for earlier trouble`() throws {
        let story = try StoryBench()
        try story.signIn()
        try story.deny(.invalidGrant)
        try story.signIn()
        try story.grant()
        try story.signOut()
        let run = ToolRun("why", try story.finished().path, "box-office")
        let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("the server refused the sign-in (signInRejected). Look there with --at 2."))
    }

    @Test func `how long something took is told in two units`() {
        let times: [(Int64, String)] = [
            (0, "0 ms"), (999, "999 ms"), (1000, "1 s"), (61_000, "1 min 1 s"), (3_600_000, "1 h"),
            (3_601_000, "1 h"), (90_061_000, "1 d 1 h"), (-5000, "-5 s"),
        ]
        for (milliseconds, words) in times { #expect(Interval(milliseconds: milliseconds).words == words) }
    }
}
