// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TokenMachine

/// What `tpauth status` says of sessions that no process keeps.
@Suite struct StatusTests {
    /// A log with one session whose refresh was sent hours ago, under `policy`, by a process that is gone.
    private func makeLog(in folder: URL, policy: TokenPolicy) throws -> String {
        let path = folder.appending(path: "auth.sqlite").path
        let log = try EventLog(path: path, keys: .file(path: path + ".key"))
        let label = try SessionLabel("default")
        let start = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) - .hours(2)
        func append(_ fact: TokenEvent.Fact, at instant: Instant) throws -> TokenState {
            let request = AppendRequest(
                id: EventID(milliseconds: instant.milliseconds, random: [UInt8](repeating: 0, count: 10)),
                .event(fact, label, policy: policy, secrets: []), at: instant)
            guard case .appended(let stored) = try log.append([request]).first,
                case .event(_, _, let transition) = stored.content
            else { throw Unappended() }
            return transition.state
        }
        let asked = try append(.signInRequested, at: start)
        let grant = Grant(
            access: GrantedAccessToken(ref: TokenRef(rawValue: 1), lifetime: .seconds(600)),
            refresh: TokenRef(rawValue: 2), requestedAt: start)
        _ = try append(
            .grantIssued(try #require(asked.request?.current), grant, spent: nil), at: start + .seconds(1))
        let state = try append(.deadlineReached, at: start + .minutes(8))
        #expect(state.kind == .refreshing)
        try log.close()
        return path
    }

    private struct Unappended: Error {}

    private func status(under policy: TokenPolicy) async throws -> ToolProcess.Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tpauth-status-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try makeLog(in: folder, policy: policy)
        return try await ToolProcess(.tpauth, ["status", "--log", path], in: folder).result()
    }

    @Test func `a lost answer is judged by the policy that was in force`() async throws {
        let harmless = try await status(under: .ticketpark)
        #expect(harmless.exit == 3, "\(harmless.output)\(harmless.error)")
        #expect(harmless.output.contains("tries again by itself"))

        var policy = TokenPolicy.ticketpark
        policy.refreshTokenReuse = .revokesFamily
        let revoking = try await status(under: policy)
        #expect(revoking.exit == 1, "\(revoking.output)\(revoking.error)")
        #expect(revoking.output.contains("the answer that carried the new refresh token was lost"))
    }
}
