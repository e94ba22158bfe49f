// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// Somebody has the log of a stranded session and `tpaudit --help`, and knows nothing else.
@Suite struct StoryTests {
    /// A story, and what somebody has to be told of it.
    struct Case: CustomTestStringConvertible, Sendable {
        var story: PlantedStory
        /// So many seconds after the last event somebody looks.
        var later: Int64 = 20
        /// The event that it all came of, and when that was.
        var event: String
        var what: String
        var whose: String
        var now: String

        var testDescription: String { "\(story)" }
    }

    @Test func `help says where to begin`() throws {
        let help = ToolRun("--help").lines
        let start = try #require(help.firstIndex { $0.contains("Something went wrong? tpaudit why LOG") })
        #expect(start < 6)
        #expect(help.contains { $0.hasPrefix("  why ") && $0.contains("Why a session stands where it stands") })
        // Who types what help says gets an answer without knowing the name of a session.
        let (bench, now) = try PlantedStory.passwordChanged.told()
        #expect(ToolRun(["why", bench.path], now: now).exit == .fine)
    }

    @Test(arguments: [
        Case(
            story: .passwordChanged, event: "6  2023-11-14T22:27:50.289Z",
            what: "The server answered try 3.1 with invalid_grant (status 400): “Invalid refresh token”.",
            whose: "Whose fault: the settings' or the password's",
            now: "Find out the right password, and sign in with it."),
        Case(
            story: .refreshLost, event: "6  2023-11-14T22:27:50.289Z",
            what: "Try 3.1 brought no answer: the connection broke before an answer was there",
            whose: "Whose fault: the network's", now: "Sign in: tpauth login, with this log and its key."),
        Case(
            story: .clientDisabled, event: "6  2023-11-14T22:27:50.289Z",
            what: "The server answered try 3.1 with invalid_client (status 400)",
            whose: "Whose fault: the settings' or the password's",
            now: "Check the client key and secret, and ask whether the client was turned off."),
        Case(
            story: .serverDownForAnHour, event: "6  2023-11-14T22:27:50.289Z",
            what: "Try 3.1 brought no answer: the server failed (status 502)", whose: "Whose fault: the server's",
            now: "See whether the server and the way to it work. The session tries again by itself at"),
        Case(
            story: .clockWrong, event: "5  2023-11-14T23:20:46.680Z", what: "The wall clock jumped forward by 1 h.",
            whose: "Whose fault: a clock's", now: "Set the clock right, here or at the server."),
        Case(
            story: .diskFull, event: "5  2023-11-14T22:57:49.289Z",
            what:
                "nothing was written for 30 min: the process was the same, so it was suspended, or could not write the "
                + "log, as when the disk is full.",
            whose: "Whose fault: the network's",
            now: "Sign in: tpauth login, with this log and its key. See why nothing was written for so long; tpaudit "
                + "doctor looks at the disk"),
        // The disk is still full, for three hours now.
        Case(
            story: .fine, later: 10_800, event: "4  2023-11-14T22:20:45.680Z", what: "The last good refresh",
            whose: "Whose fault: this service's",
            now: "See whether the service runs, and whether the disk of the log is full."),
    ])
    func `what happened, when, whose fault it is and what to do is told`(story: Case) throws {
        let (bench, now) = try story.story.told()
        let run = ToolRun(["why", bench.path], now: now + (story.later - 20) * 1_000_000)
        #expect(run.exit == .fine && run.complaints == [])
        let words = run.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
        for part in [story.event, story.what, story.whose, "What to do now " + story.now] {
            let wanted = part.split(separator: " ").joined(separator: " ")
            #expect(words.contains(wanted), "\(wanted)")
        }
        // No word of the machine stands there without words for people.
        for failure in ["refreshTokenLost", "signInRejected", "clientRejected", "unavailable", "grantUnusable"] {
            #expect(
                words.matches(of: try Regex("\\b\(failure)\\b")).count
                    == words.matches(of: try Regex("\\(\(failure)\\)")).count)
        }
    }
}
