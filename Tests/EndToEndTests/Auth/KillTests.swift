// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TicketparkSandbox
import TokenMachine

/// `kill -9` at any moment: the log holds, and the session goes on without the password for as long as the server
/// honours the refresh token that the log has.
///
/// `TPAUTH_KILLS` sets how many kills there are, `TPAUTH_KILL_SEED` which ones.
@Suite struct KillTests {
    private static let environment = ProcessInfo.processInfo.environment
    static let kills = environment["TPAUTH_KILLS"].flatMap(Int.init) ?? 15
    static let seed = environment["TPAUTH_KILL_SEED"].flatMap(UInt64.init) ?? 1

    @Test func `a process killed at any moment costs nothing that the server has not taken`() async throws {
        // Several sessions, so that nobody waits long for an access token to run out: each turn is to be a refresh.
        // Every second refresh is answered late, so that there are moments in which the server has taken the old
        // token and nobody here has the new one.
        let faults = (1...Self.kills).flatMap { _ in ["--fault", "refresh:slow=1,skip=1"] }
        try await Bench.run(["--access-lifetime", "3"] + faults) { bench in
            // A refresh that was sent is left its time limit, whoever is gone.
            var bench = bench
            bench.environment["TICKETPARK_POLICY_REQUEST_TIME_LIMIT"] = "3s"
            var random = SeededGenerator(seed: Self.seed)
            let sessions = (1...5).map { "session-\($0)" }
            for session in sessions { try await bench.login(session: session) }
            for kill in 1...Self.kills {
                let session = sessions[kill % sessions.count]
                let comment: Comment = "kill \(kill) of seed \(Self.seed), \(session)"
                try await waitForExpiry(of: session, in: bench)
                let isLogin = Int.random(in: 0..<5, using: &random) == 0
                let process = try bench.start(
                    [isLogin ? "login" : "token", "--session", session], input: bench.password)
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...150, using: &random)))
                process.send(SIGKILL)
                _ = try await process.result()
                try await bench.expectSoundLog(comment)

                let stored = try storedRefreshToken(of: session, in: bench)
                let after = try await bench.auth("token", "--session", session)
                if after.exit != 0 {
                    #expect(after.exit == 1, "\(comment): \(after.error)")
                    // What the log had was spent at the server, by the process that was killed; or there was nothing.
                    let journal = try bench.sandbox.journal
                    let isSpent = journal.contains { $0.refreshTokenHash == stored && $0.issuedRefreshTokenHash != nil }
                    #expect(stored == nil || isSpent, "\(comment): \(after.error)")
                    try await bench.login(session: session)
                }
                try await bench.expectSoundLog(comment)
            }
        }
    }

    @Test func `a log whose first process was killed is made all the same`() async throws {
        try await Bench.run { bench in
            var random = SeededGenerator(seed: Self.seed &+ 1)
            for kill in 1...max(5, Self.kills / 3) {
                let log = "log-\(kill).sqlite"
                let process = try bench.start(["login", "--log", log], input: bench.password)
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...80, using: &random)))
                process.send(SIGKILL)
                _ = try await process.result()
                let login = try await bench.auth("login", "--log", log, input: bench.password)
                #expect(login.exit == 0, "kill \(kill) of seed \(Self.seed): \(login.error)")
                let verify = try await ToolProcess(
                    .tpaudit, ["verify", log, "--key-file", log + ".key"], in: bench.folder
                ).result()
                #expect(verify.exit == 0, "kill \(kill) of seed \(Self.seed): \(verify.output)")
            }
        }
    }

    /// Waits until the session's access token has run out.
    private func waitForExpiry(of session: String, in bench: Bench) async throws {
        guard let access = try LogReader(path: bench.log.path).state(of: session)?.access else { return }
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        try await Task.sleep(for: .milliseconds(max(0, access.hardStop.milliseconds - now)))
    }

    /// The name under which the server's journal knows the refresh token that the log has for a session.
    private func storedRefreshToken(of session: String, in bench: Bench) throws -> String? {
        guard let summary = try LogReader(path: bench.log.path).session(session),
            let ref = summary.state.refresh?.ref
        else { return nil }
        let log = try EventLog(
            path: bench.log.path, keys: .file(path: bench.log.path + ".key"), creation: .never)
        let secret = try log.secret(ref, of: summary.id)
        try log.close()
        return secret.map { Sandbox.hash(ofRefreshToken: $0.reveal()) }
    }
}
