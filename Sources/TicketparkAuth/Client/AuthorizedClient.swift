// SPDX-License-Identifier: Apache-2.0

import AuditLog
public import HTTPTypes
import TokenMachine

/// Sends any HTTP request with a session's access token, over any HTTP stack.
///
/// ```swift
/// func download(_ path: String, from api: ServerURL, with client: AuthorizedClient, into file: FileHandle) async throws {
///     let request = HTTPRequest(method: .get, scheme: api.scheme, authority: api.authority, path: path)
///     let (answer, body) = try await client.send(request, timeLimit: .seconds(600))
///     guard answer.status == .ok else { throw DownloadFailed(status: answer.status.code) }
///     for try await chunk in body { try file.write(contentsOf: chunk) }
/// }
/// ```
///
/// - **Where to.** A token goes to the provider's API and the servers that are named beside it, over https. A request to
///   any other server is refused before a token is even asked for, and no redirect is followed.
/// - **401.** A token that was refused is reported to the session, and the request is replayed once with another one: the
///   current one where the refused one was older, or a refreshed one. A body that cannot be had again is not replayed:
///   that 401 is the caller's, though the session knows. So are a second 401, a 401 that is not about the token, and
///   whatever else comes.
/// - **Nothing else is sent twice**, not even a GET. A request on a kept connection that the server closes in that moment
///   fails with ``TransportError`` `disconnected`, and the server may have done what was asked: who knows that doing it
///   twice is harmless sends it again.
/// - **Time.** A limit covers all of a request: the wait for a token, both exchanges, and reading the answer's body.
/// - **Cancellation** ends each of them at once.
/// - **Observation.** Each exchange has a span by OpenTelemetry's conventions, from its start to the head of its answer,
///   and a time in `ticketpark_auth_api_request_duration`. Neither tells a path or a query. No trace context is sent.
///
/// What counts as a refused token is a 401 without a challenge that can be read, or with a `Bearer` challenge whose
/// error is `invalid_token` (RFC 6750 section 3.1), `invalid_grant` (what Ticketpark's server says) or absent.
public struct AuthorizedClient: Sendable {
    /// How long a request may take unless it says otherwise.
    public static let defaultLimit = Duration.seconds(60)

    private let session: any AccessTokenSource
    private let origins: AllowedOrigins
    private let transport: ClientTransport
    private let timeLimit: Duration
    private let deadline: @Sendable (Duration) -> Deadline

    /// A client for the servers of `provider`.
    ///
    /// - Parameters:
    ///   - session: Where access tokens come from.
    ///   - provider: Whose API the tokens are for.
    ///   - otherOrigins: Other servers that take the same tokens, such as `https://media.example`.
    ///   - transport: What is underneath; ``ClientTransport/https(trustRootsFile:unpackingUpTo:)`` with the provider's trust roots
    ///     unless something else is named.
    ///   - timeLimit: How long a request may take in all, unless it says otherwise.
    ///   - clock: By which that is measured.
    /// - Throws: ``ProviderError`` where an origin cannot be used or the file of trust roots has become unreadable.
    public init(
        session: some AccessTokenSource, provider: Provider, otherOrigins: [String] = [],
        transport: ClientTransport? = nil, timeLimit: Duration = AuthorizedClient.defaultLimit,
        clock: some Clock<Duration> = ContinuousClock()
    ) throws(ProviderError) {
        origins = try AllowedOrigins(of: provider, and: otherOrigins)
        if let transport {
            self.transport = transport
        } else {
            self.transport = try .https(trustRootsFile: provider.trustRootsFile)
        }
        self.session = session
        self.timeLimit = timeLimit
        deadline = { Deadline(in: $0, by: clock) }
    }

    /// A client for the servers whose provider issues the session's tokens.
    ///
    /// - Throws: ``ProviderError`` where an origin cannot be used or the file of trust roots has become unreadable.
    public init(
        session: TokenSession, otherOrigins: [String] = [], transport: ClientTransport? = nil,
        timeLimit: Duration = AuthorizedClient.defaultLimit, clock: some Clock<Duration> = ContinuousClock()
    ) throws(ProviderError) {
        try self.init(
            session: session, provider: session.provider, otherOrigins: otherOrigins, transport: transport,
            timeLimit: timeLimit, clock: clock)
    }

    /// Sends a request with an access token, and once more with another one where the first was refused.
    ///
    /// - Parameters:
    ///   - request: The request, with scheme, authority and path, without `Authorization`.
    ///   - body: What it carries.
    ///   - timeLimit: How long it may take in all, the reading of the answer's body included.
    /// - Returns: The answer, whatever its status.
    /// - Throws: ``UnsendableRequest``; ``TransportError`` where no answer came; what the session throws where it has no
    ///   token; what the body throws; what another transport throws; and `CancellationError`.
    public func send(
        _ request: HTTPRequest, body: RequestBody? = nil, timeLimit: Duration? = nil
    ) async throws -> (HTTPResponse, ResponseBody) {
        let answer = try await answer(to: request, body: body, timeLimit: timeLimit)
        return (answer.head, answer.body)
    }

    /// Lets the transport break off what is in flight and close all connections.
    public func shutdown() async {
        await transport.shutdown()
    }

    /// The same, and with which token.
    func answer(
        to request: HTTPRequest, body: RequestBody?, timeLimit: Duration? = nil
    ) async throws -> AuthorizedAnswer {
        try origins.check(request)
        let deadline = deadline(timeLimit ?? self.timeLimit)
        let sending = Sending()
        var answer = try await Self.within(deadline, sending) {
            switch try await firstAnswer(to: request, body: body, sending) {
            case .settled(let answer): return answer
            case .refused(let other):
                return try await exchange(request, body: body, token: other, isReplay: true, sending)
            }
        }
        answer.body = answer.body.read { draw in try await Self.within(deadline, sending, draw) }
        return answer
    }

    private enum FirstAnswer {
        case settled(AuthorizedAnswer)
        /// The token was refused, and this is another one. The refusal's connection is let go of by then.
        case refused(other: AccessToken)
    }

    private func firstAnswer(
        to request: HTTPRequest, body: RequestBody?, _ sending: Sending
    ) async throws -> FirstAnswer {
        let token = try await session.accessToken()
        let answer = try await exchange(request, body: body, token: token, sending)
        guard answer.refusesToken else { return .settled(answer) }
        // If the token is not the current one any more this costs nothing, and the current one comes at once.
        await session.reject(token)
        guard body?.canBeReplayed ?? true else { return .settled(answer) }
        let other = try await session.accessToken()
        return other.ref == token.ref ? .settled(answer) : .refused(other: other)
    }

    private func exchange(
        _ request: HTTPRequest, body: RequestBody?, token: AccessToken, isReplay: Bool = false, _ sending: Sending
    ) async throws -> AuthorizedAnswer {
        guard OAuthCharacters.isBearerToken(token.secret.reveal()) else {
            throw UnsendableRequest.accessTokenIsMalformed
        }
        // The scheme is spelled like this and no other way: Ticketpark's server takes `bearer` for no token.
        var authorization = HTTPField(name: .authorization, value: "Bearer " + token.secret.reveal())
        authorization.indexingStrategy = .disallow
        var request = request
        request.headerFields.append(authorization)
        let observation = ExchangeObservation(of: request, isReplay: isReplay)
        let (head, answer) = try await observation.observe { [request] in
            sending.begin()
            return try await Self.keeping(token.secret) { try await transport.send(request, body: body) }
        }
        let harmless = answer.read { draw in try await Self.keeping(token.secret, draw) }
        return AuthorizedAnswer(head: head, body: harmless, token: token.secret)
    }
}
