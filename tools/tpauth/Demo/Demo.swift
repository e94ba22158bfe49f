// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Logging
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// A session's life against a sandbox, told as it happens: the library as it is, over HTTPS, with tokens that live
/// for seconds instead of minutes.
final class Demo {
    private let place: DemoPlace
    private let sandbox: Sandbox
    private let provider: Provider
    private let lifetime: Duration
    private let narrator = Narrator()
    private var log: LogNarration

    /// - Parameters:
    ///   - lifetimeSeconds: How long access tokens live.
    ///   - authority: A file with the certificate of the sandbox's authority.
    init(_ sandbox: Sandbox, lifetimeSeconds: Int, place: DemoPlace, authority: String) throws {
        self.place = place
        self.sandbox = sandbox
        lifetime = .seconds(lifetimeSeconds)
        log = LogNarration(narrator, path: place.path)
        // For tokens of ten minutes the defaults are right. Of a few seconds a renewal at three quarters and a
        // back-off of a second would leave nothing to look at.
        var policy = TokenPolicy.ticketpark
        policy.renewAtPermille = 500
        policy.firstBackOff = .milliseconds(200)
        provider = try .ticketpark(
            clientKey: sandbox.clientKey, clientSecret: Secret(sandbox.clientSecret), baseURL: sandbox.baseURL,
            policy: policy, trustRootsFile: authority)
    }

    /// Tells the whole story.
    func run() async throws {
        try narrator.tell(
            "A server that behaves like Ticketpark's listens at \(sandbox.baseURL), over HTTPS.",
            meaning: "Its access tokens live for \(lifetime.components.seconds) s, so that there is something to see.")
        try await withService { session, api in
            try narrator.begin("1. SIGN IN, AND STAY SIGNED IN")
            try await signIn(session)
            try await call(api, until: { self.log.rotations >= 3 })
        }
        try narrator.begin("2. THE SERVICE RESTARTS")
        try narrator.tell("The service has shut down, and another one opens the same log.")
        try await withService { session, api in
            try await call(api)
            try narrator.tell("The session goes on.", meaning: "Nobody had to type the password again.")

            try narrator.begin("3. THE API REFUSES AN ACCESS TOKEN")
            sandbox.rejectCurrentAccessTokens()
            try await call(api)
            try narrator.tell("The same call, repeated with the new token, went through: the caller saw nothing.")

            try narrator.begin("4. THE ANSWER TO A REFRESH IS LOST")
            sandbox.inject(.dropAfterRotating, into: .refresh)
            log.tellsRenewals = true
            try narrator.tell("The server will answer the next refresh, and the answer will not arrive.")
            try await call(api, until: { await session.health.needsSignIn })
            do {
                _ = try await session.accessToken()
            } catch let error as TokenError {
                try narrator.tell("A caller is told: \(error).")
            }

            try narrator.begin("5. SOMEBODY SIGNS IN AGAIN, AND OUT")
            try await signIn(session)
            try await call(api)
            try await session.signOut(burn: true)
            try log.catchUp()
        }
        try narrator.tell(
            "The refresh token was spent once more and the answer dropped.",
            meaning: "So it is dead at the server too, which has no other way to revoke it.")
        try end()
    }

    private func signIn(_ session: TokenSession) async throws {
        try await session.signIn(username: sandbox.username, password: sandbox.password)
        try log.catchUp()
    }

    /// Calls the API now and then until something has come to pass.
    private func call(_ api: TicketparkClient, until isDone: () async -> Bool = { true }) async throws {
        while true {
            do {
                let events = try await api.get("/events/", query: ["maxResults": 2]).successful()
                try log.catchUp()
                try narrator.tell("GET /events/ answers \(events.status).")
            } catch is TokenError {
                return try log.catchUp()
            }
            guard await !isDone() else { return }
            try await Task.sleep(for: lifetime / 4)
            try log.catchUp()
            guard await !isDone() else { return }
        }
    }

    private func withService(_ body: (TokenSession, TicketparkClient) async throws -> Void) async throws {
        let service = try await TokenService(
            provider: provider, log: .file(place.path), vaultKey: .file(path: place.keyPath),
            logger: Logger(label: "tpauth") { _ in SwiftLogNoOpLogHandler() })
        do {
            let session = try service.session("box-office")
            try await body(session, try TicketparkClient(session: session, provider: provider))
        } catch {
            try await service.shutDown()
            throw error
        }
        try await service.shutDown()
    }

    private func end() throws {
        let tpaudit = Shell.command("tpaudit")
        let path = Shell.word(place.path)
        let page = Shell.word(place.path.replacing(/\.sqlite$/, with: "") + ".html")
        let lines = [
            "",
            "All of it is in \(OneLine.of(place.path)), signed, and with no secret in the open:",
            "",
            "  \(tpaudit) why \(path)",
            "  \(tpaudit) events \(path)",
            "  \(tpaudit) report \(path) -o \(page)",
            "  \(tpaudit) replay \(path)",
            "  \(tpaudit) verify \(path) --key-file \(Shell.word(place.keyPath))",
        ]
        for line in lines { try StandardStream.output.write(line: line) }
    }
}
