// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// What another policy would have done with the same history.
@Suite struct WhatIfTests {
    private func whatIf(_ story: PlantedStory, _ change: @escaping (inout TokenPolicy) -> Void) throws -> WhatIf {
        let (bench, _) = try story.told()
        let reader = try LogReader(path: bench.path)
        let session = try #require(try reader.session("box-office"))
        return try reader.whatIf(session) {
            var policy = $0
            change(&policy)
            return policy
        }
    }

    @Test(arguments: [PlantedStory.fine, .fineAfterTrouble, .serverDown, .refreshLost, .apiRefuses, .clientDisabled])
    func `the same policy would have done nearly the same`(story: PlantedStory) throws {
        let whatIf = try whatIf(story) { _ in }
        #expect(whatIf.firstDivergence == nil)
        #expect(abs(whatIf.recorded.refreshes - whatIf.samePolicy.refreshes) <= 1)
        #expect(whatIf.samePolicy.failures <= whatIf.recorded.failures)
        #expect(whatIf.samePolicy == whatIf.otherPolicy)
    }

    @Test func `a setting as it was changes nothing, however far the simulation is from what was recorded`() throws {
        var differing = 0
        for story in PlantedStory.allCases {
            let (bench, _) = try story.told()
            let reader = try LogReader(path: bench.path)
            guard let session = try reader.session("box-office") else { continue }
            let whatIf = try reader.whatIf(session) { $0 }
            guard whatIf.recorded != whatIf.samePolicy else { continue }
            differing += 1
            let run = ToolRun("replay", bench.path, "--session", "box-office", "--set", "renewAt=0.75")
            #expect(!run.lines.contains { $0.contains(#/ (fewer|more|less)$/#) }, "\(story): \(run.output)")
        }
        #expect(differing > 0)
    }

    @Test func `a later renewal saves refreshes`() throws {
        let late = try whatIf(.serverDownForDays) { $0.renewAtPermille = 950 }
        let early = try whatIf(.serverDownForDays) { $0.renewAtPermille = 300 }
        #expect(late.otherPolicy.refreshes <= early.otherPolicy.refreshes)
        let fine = try whatIf(.fineAfterTrouble) { $0.renewAtPermille = 300 }
        #expect(fine.otherPolicy.refreshes > fine.samePolicy.refreshes)
        #expect(fine.firstDivergence?.differences.map(\.field) == ["state.renewal.at", "effects.wake"])
    }

    @Test func `a single try fails where two would not`() throws {
        let once = try whatIf(.serverDown) {
            $0.maxTries = 1
            $0.firstCoolDown = .minutes(10)
        }
        #expect(once.otherPolicy.withoutToken >= once.samePolicy.withoutToken)
    }

    @Test(arguments: ToolCommand.formats)
    func `the answer is written in every format`(format: String) throws {
        let (bench, _) = try PlantedStory.serverDown.told()
        let run = ToolRun("replay", bench.path, "--set", "renewAt=0.5", "--set", "maxTries=20", "--format", format)
        #expect(run.exit == .fine)
        try GoldenOutput.expect("replay-what-if.\(format)", toHold: run.output)
    }

    @Test(arguments: [
        ("renewAt", "has no value"), ("renewAt=2", "takes a part of 1"), ("frob=1", "there is no setting frob"),
        ("maxTries=-1", "takes a whole number"), ("firstBackOff=5", "takes a time"), ("renewal=lazy", "takes eager or"),
        ("refreshTokenReuse=x", "takes harmless or"), ("renewAt=nan", "takes a part"),
        ("firstBackOff=-5s", "takes a time"),
    ])
    func `a setting that is none is told with what there is`(setting: String, message: String) throws {
        let run = ToolRun("replay", "log", "--set", setting)
        #expect(run.exit == .usage)
        #expect(run.complaints.first?.contains(setting == "renewAt" ? "--set takes a setting" : message) == true)
    }

    @Test func `a policy comes from a file as info shows it, and one that is none is refused`() throws {
        let (bench, _) = try PlantedStory.serverDown.told()
        func replay(_ content: String) throws -> ToolRun {
            try bench.scratch.write(Array(content.utf8), to: "policy.json")
            return ToolRun("replay", bench.path, "--policy", bench.scratch.file("policy.json"))
        }
        let info = try #require(try ToolRun("info", bench.path, "--format", "json").json() as? [String: Any])
        let policies = try #require(info["policies"] as? [[String: Any]])
        let shown = String(decoding: try JSONSerialization.data(withJSONObject: policies[0]), as: UTF8.self)
        #expect(try replay(shown).output.contains("every recorded event would have been decided the same"))
        #expect(try replay(shown).output.contains("renewAt=0.75"))
        #expect(try replay("{\"renewAt\": 0.5}").output.contains("with renewAt=0.5"))
        #expect(try replay("{}").output.hasPrefix("box-office with the same policy\n"))
        #expect(try replay("[]").exit == .usage)
        #expect(try replay("{\"frob\": 1}").exit == .usage)
        #expect(ToolRun("replay", bench.path, "--policy", "/no/policy").exit == .cannotOpen)
    }

    @Test func `all settings that are given are taken`() throws {
        var change = PolicyChange()
        for setting in ["renewAt=0.5", "maxTries=20", "firstBackOff=3s"] { try change.add(setting) }
        let policy = change.changed(.ticketpark)
        #expect((policy.renewAtPermille, policy.maxTries, policy.firstBackOff) == (500, 20, .seconds(3)))
    }

    @Test func `a failure counts once, and nobody misses a token who is signed out`() throws {
        let story = try refusedRenewal()
        try story.ask(times: 3)
        try story.signOut()
        story.wait(3600)
        try story.ask()
        let reader = try LogReader(path: try story.finished().path)
        let session = try #require(try reader.session("box-office"))
        let recorded = try reader.whatIf(session) { $0 }.recorded
        #expect(recorded.failures == 1)
        // From the end of the token on: three callers, half a second apart, and a second until the sign-out.
        #expect(recorded.withoutToken == Interval(milliseconds: 2500))
    }

    @Test func `a session without a token goes without one to the end of the log`() throws {
        let story = try refusedRenewal()
        story.wait(60)
        try story.jump(5)
        let reader = try LogReader(path: try story.finished().path)
        let session = try #require(try reader.session("box-office"))
        #expect(try reader.whatIf(session) { $0 }.recorded.withoutToken == .seconds(61))
    }

    @Test func `every setting has a name of its own, and covers the policy`() {
        let logged = LogValue(TokenPolicy.ticketpark).flattened.map(\.name)
        #expect(PolicySetting.all.map(\.loggedName) == logged)
        #expect(Set(PolicySetting.all.map(\.name)).count == logged.count)
    }

    @Test func `what a setting is said to be can be set`() throws {
        var odd = TokenPolicy.ticketpark
        odd.firstBackOff = Interval(milliseconds: 1500)
        odd.hardStopMargin = .zero
        for policy in [TokenPolicy.ticketpark, odd] {
            var change = PolicyChange()
            for setting in PolicySetting.all { try change.add("\(setting.name)=\(setting.text(in: policy))") }
            #expect(change.changed(.ticketpark) == policy)
        }
        let texts = PolicySetting.all.map { "\($0.name)=\($0.text(in: odd))" }
        #expect(
            Set(["renewAt=0.75", "firstBackOff=1500ms", "hardStopMargin=0ms", "requestTimeLimit=1m"]).isSubset(
                of: texts))
    }

    @Test func `help names every setting, with what it takes`() {
        let help = TPAudit.helpMessage(for: ReplayCommand.self, columns: 80).split(separator: "\n")
        for setting in PolicySetting.all {
            #expect(help.contains { $0.hasPrefix("  \(setting.name) ") && $0.hasSuffix(" \(setting.kind.words)") })
        }
    }

    /// A session whose renewal was refused, and whose token has run out.
    private func refusedRenewal() throws -> StoryBench {
        let story = try StoryBench()
        try story.signIn()
        try story.grant()
        try story.reachDeadline()
        try story.deny(.invalidGrant)
        try story.reachDeadline()
        return story
    }
}
