import AuditLog
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import TokenMachine

/// Calls the Ticketpark API with a session's access token.
///
/// A 401 is answered with one replay, when the session has another token to offer: the current one where the refused
/// one was older, or a refreshed one. A second 401 and any 403 are the caller's. Nothing else is repeated, and no
/// redirect is followed, as the token would go along.
public struct TicketparkClient: Sendable {
    private let session: any AccessTokenSource
    private let baseURL: ServerURL
    private let wire: HTTPWire
    private let bodyLimit: Int
    private let timeLimit: Duration

    /// A client of the API at `provider`.
    ///
    /// - Parameters:
    ///   - session: Where access tokens come from.
    ///   - provider: Whose base URL and trust roots are used.
    ///   - bodyLimit: The longest body that is read, in bytes.
    ///   - timeLimit: How long one exchange may take. Waiting for a token is not part of it.
    /// - Throws: ``ProviderError`` where the file of trust roots has become unreadable.
    public init(
        session: some AccessTokenSource,
        provider: Provider,
        bodyLimit: Int = 16 * 1024 * 1024,
        timeLimit: Duration = .seconds(60)
    ) throws(ProviderError) {
        self.init(
            session: session, baseURL: provider.apiBaseURL,
            wire: try HTTPWire(trustRootsFile: provider.trustRootsFile, connections: .kept),
            bodyLimit: bodyLimit, timeLimit: timeLimit)
    }

    /// A client of the API whose provider issues the session's tokens, so that none is ever sent elsewhere.
    ///
    /// - Throws: ``ProviderError`` where the file of trust roots has become unreadable.
    public init(
        session: TokenSession, bodyLimit: Int = 16 * 1024 * 1024, timeLimit: Duration = .seconds(60)
    ) throws(ProviderError) {
        try self.init(session: session, provider: session.provider, bodyLimit: bodyLimit, timeLimit: timeLimit)
    }

    private init(
        session: some AccessTokenSource, baseURL: ServerURL, wire: HTTPWire, bodyLimit: Int, timeLimit: Duration
    ) {
        self.session = session
        self.baseURL = baseURL
        self.wire = wire
        self.bodyLimit = bodyLimit
        self.timeLimit = timeLimit
    }

    /// Breaks off what is in flight and closes all connections. A client that is no longer used does so by itself.
    public func shutdown() async {
        await wire.shutdown()
    }

    /// One call, replayed once after a 401 if the session has another token by then.
    ///
    /// - Returns: The answer, whatever its status. ``APIResponse/successful()`` and ``APIResponse/decoded(as:by:)``
    ///   throw where it is no success.
    /// - Throws: ``APIError`` where no answer came or the call is not valid; what the session throws where it has no
    ///   token; and `CancellationError`.
    public func send(_ request: APIRequest) async throws -> APIResponse {
        let call: PreparedCall
        do {
            call = try PreparedCall(request, below: baseURL)
        } catch {
            throw APIError.invalidRequest(error)
        }
        let token = try await session.accessToken()
        let answer = try await exchange(call, with: token)
        guard answer.status == 401 else { return answer }
        // If the token is not the current one any more this costs nothing, and the current one comes at once.
        await session.reject(token)
        let other = try await session.accessToken()
        guard other.ref != token.ref else { return answer }
        return try await exchange(call, with: other)
    }

    private func exchange(_ call: PreparedCall, with token: AccessToken) async throws -> APIResponse {
        guard OAuthCharacters.isBearerToken(token.secret.reveal()) else {
            throw APIError.invalidRequest(.accessTokenIsMalformed)
        }
        let answer: WireAnswer
        do {
            answer = try await wire.send(
                call.wireRequest(token: token.secret), bodyLimit: bodyLimit, timeLimit: timeLimit)
        } catch {
            try Task.checkCancellation()
            throw APIError.transport(call.failure(error.kind, error.reached, detail: error.detail))
        }
        switch answer.body {
        case .complete(let bytes):
            return call.response(answer, body: Data(buffer: bytes), token: token.secret)
        case .tooLong:
            let response = call.response(answer, body: Data(), token: token.secret)
            throw APIError.unexpectedContent(response.refusal, .tooLong(limit: bodyLimit))
        case .broken(let kind, _):
            try Task.checkCancellation()
            throw APIError.transport(call.failure(kind, .maybe, detail: nil))
        }
    }
}
