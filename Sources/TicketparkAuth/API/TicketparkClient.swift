// SPDX-License-Identifier: Apache-2.0

import Foundation
import TokenMachine

/// Calls the Ticketpark API with a session's access token: an ``AuthorizedClient`` that knows the API's ways.
///
/// A 401 that is about the token is answered with one replay, when the session has another token to offer: the current
/// one where the refused one was older, or a refreshed one. A second 401 and any 403 are the caller's. Nothing else is
/// repeated, and no redirect is followed, as the token would go along.
public struct TicketparkClient: Sendable {
    private let client: AuthorizedClient
    private let baseURL: ServerURL
    private let bodyLimit: Int

    /// A client of the API at `provider`.
    ///
    /// - Parameters:
    ///   - session: Where access tokens come from.
    ///   - provider: Whose base URL and trust roots are used.
    ///   - transport: What is underneath, this package's own HTTPS unless something else is named.
    ///   - bodyLimit: The longest body that is read, in bytes, unpacked where it came packed.
    ///   - timeLimit: How long a call may take in all: the wait for a token, the exchanges, the reading of the answer.
    ///   - clock: By which that is measured.
    /// - Throws: ``ProviderError`` where the file of trust roots has become unreadable.
    public init(
        session: some AccessTokenSource,
        provider: Provider,
        transport: ClientTransport? = nil,
        bodyLimit: Int = 16 * 1024 * 1024,
        timeLimit: Duration = .seconds(60),
        clock: some Clock<Duration> = ContinuousClock()
    ) throws(ProviderError) {
        let own =
            transport == nil
            ? try ClientTransport.https(trustRootsFile: provider.trustRootsFile, unpackingUpTo: bodyLimit) : nil
        client = try AuthorizedClient(
            session: session, provider: provider, transport: transport ?? own, timeLimit: timeLimit, clock: clock)
        baseURL = provider.apiBaseURL
        self.bodyLimit = bodyLimit
    }

    /// A client of the API whose provider issues the session's tokens, so that none is ever sent elsewhere.
    ///
    /// - Throws: ``ProviderError`` where the file of trust roots has become unreadable.
    public init(
        session: TokenSession,
        transport: ClientTransport? = nil,
        bodyLimit: Int = 16 * 1024 * 1024,
        timeLimit: Duration = .seconds(60),
        clock: some Clock<Duration> = ContinuousClock()
    ) throws(ProviderError) {
        try self.init(
            session: session, provider: session.provider, transport: transport, bodyLimit: bodyLimit,
            timeLimit: timeLimit, clock: clock)
    }

    /// Breaks off what is in flight and closes all connections. A client that is no longer used does so by itself.
    public func shutdown() async {
        await client.shutdown()
    }

    /// One call, replayed once after a 401 if the session has another token by then.
    ///
    /// - Returns: The answer, whatever its status. ``APIResponse/successful()`` and ``APIResponse/decoded(as:by:)``
    ///   throw where it is no success.
    /// - Throws: ``APIError`` where no answer came or the call is not valid; what the session throws where it has no
    ///   token; what a transport that is not this package's own throws; and `CancellationError`.
    public func send(_ request: APIRequest) async throws -> APIResponse {
        let call: PreparedCall
        do {
            call = try PreparedCall(request, below: baseURL)
        } catch {
            throw APIError.invalidRequest(error)
        }
        do {
            let answer = try await client.answer(to: call.request, body: call.body)
            do {
                return call.response(answer, body: Data(try await answer.body.collect(upTo: bodyLimit)))
            } catch BodyError.tooLong {
                throw APIError.unexpectedContent(call.response(answer).refusal, .tooLong(limit: bodyLimit))
            }
        } catch let error as TransportError {
            throw APIError.transport(call.failure(error))
        } catch UnsendableRequest.accessTokenIsMalformed {
            throw APIError.invalidRequest(.accessTokenIsMalformed)
        }
    }
}
