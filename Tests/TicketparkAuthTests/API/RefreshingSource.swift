// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TicketparkSandbox
import TokenMachine

@testable import TicketparkAuth

/// A source of access tokens that signs in at a sandbox and refreshes there, one refresh per refused token.
actor RefreshingSource: AccessTokenSource {
    struct NoToken: Error {}

    private(set) var rejected: [TokenRef] = []

    private let endpoint: HTTPTokenEndpoint
    private let refreshes: Bool
    private var tokens: IssuedTokens
    private var generation: UInt64 = 1
    private var isStale = false
    private var handedOutFirst: [AccessToken] = []

    /// A source that has signed in.
    ///
    /// - Parameter refreshes: Whether a refused token is replaced. If not, it is offered again.
    init(_ sandbox: Sandbox, _ provider: Provider, refreshes: Bool = true) async throws {
        endpoint = try HTTPTokenEndpoint(provider: provider)
        self.refreshes = refreshes
        let credential = TokenExchange.Credential.password(
            username: Secret(sandbox.username), password: Secret(sandbox.password))
        guard
            case .granted(let tokens) = await endpoint.exchange(
                TokenExchange(credential: credential, openFor: .seconds(20)))
        else { throw NoToken() }
        self.tokens = tokens
    }

    func accessToken() async throws -> AccessToken {
        if !handedOutFirst.isEmpty { return handedOutFirst.removeFirst() }
        if isStale, refreshes, let refresh = tokens.refresh {
            guard
                case .granted(let tokens) = await endpoint.exchange(
                    TokenExchange(credential: .refreshToken(refresh), openFor: .seconds(20)))
            else { throw NoToken() }
            self.tokens = tokens
            generation += 1
            isStale = false
        }
        return current
    }

    func reject(_ token: AccessToken) async {
        rejected.append(token.ref)
        if token.ref == current.ref { isStale = true }
    }

    /// Hands `token` out once before the current one, as to a caller that got it some time ago.
    func handOutFirst(_ token: AccessToken) {
        handedOutFirst.append(token)
    }

    var current: AccessToken {
        AccessToken(ref: TokenRef(rawValue: generation), secret: tokens.access, hardStop: .distantFuture)
    }
}
