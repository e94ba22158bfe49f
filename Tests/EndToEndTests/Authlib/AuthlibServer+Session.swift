// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Logging
import TicketparkAuth
import TokenMachine

extension AuthlibServer {
    /// Waits that are as short as an impatient operator could set them.
    static var quickPolicy: TokenPolicy {
        var policy = TokenPolicy.ticketpark
        policy.firstBackOff = .milliseconds(20)
        policy.maxTries = 3
        // Refusals are how these tests ask for a refresh.
        policy.maxRejections = 100
        return policy
    }

    /// Runs `body` with a session of the real service, on a log of its own.
    func withSession(
        secret: String = "test-client-secret", authentication: ClientAuthentication = .rawBasic,
        policy: TokenPolicy = AuthlibServer.quickPolicy, _ body: (TokenSession) async throws -> Void
    ) async throws {
        let provider = try Provider.ticketpark(
            clientKey: AuthlibServer.clientKey, clientSecret: Secret(secret), baseURL: baseURL,
            clientAuthentication: authentication, policy: policy, trustRootsFile: authorityFile)
        let service = try await TokenService(
            provider: provider, log: .file(folder.appending(path: "auth.sqlite").path),
            vaultKey: .file(path: folder.appending(path: "auth.key").path),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await body(try service.session("box-office"))
        } catch {
            try await service.shutDown()
            throw error
        }
        try await service.shutDown()
    }

    /// Signs in as the server's one user.
    func signIn(_ session: TokenSession) async throws {
        try await session.signIn(username: AuthlibServer.username, password: AuthlibServer.password)
    }
}

extension TokenSession {
    /// Another access token, got by a refresh.
    func refreshedToken() async throws -> AccessToken {
        await reject(try await accessToken())
        return try await accessToken()
    }

    /// Why a refresh brings no access token; `nil` where it brings one.
    func refreshError() async throws -> TokenError? {
        do {
            _ = try await refreshedToken()
            return nil
        } catch let error as TokenError {
            return error
        }
    }
}
