// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import NIOCore
import NIOHTTP1
package import TokenMachine

/// The token endpoint of a ``Provider``, over HTTPS.
///
/// No ``ClientTransport`` can be put underneath. A refresh token dies at its first use, so that this has to know whether a
/// request can have been sent, and has to be sure that it was sent once. Of another stack neither can be told from here:
/// `Connection: close` ends a connection after a request, and does not make a stack begin with a fresh one; on one that
/// was kept it may send a request again without a word. Who needs another way to the server brings a whole
/// ``TokenEndpoint``, which answers for both.
package struct HTTPTokenEndpoint: TokenEndpoint {
    /// No more of an answer is read, nor unpacked. A grant has less than a kilobyte.
    static let bodyLimit = 64 * 1024

    private let provider: Provider
    private let wire: HTTPWire
    private let now: @Sendable () -> Instant

    /// The token endpoint of `provider`, with connections of its own.
    ///
    /// - Parameter now: The wall clock, for a `Retry-After` that names a date in an answer without one.
    /// - Throws: ``ProviderError`` where the file of trust roots has become unreadable.
    package init(
        provider: Provider, now: @escaping @Sendable () -> Instant = { .wallClock }
    ) throws(ProviderError) {
        try self.init(provider: provider, now: now, sleep: HTTPWire.sleep)
    }

    init(
        provider: Provider, now: @escaping @Sendable () -> Instant = { .wallClock }, sleep: @escaping HTTPWire.Sleep
    ) throws(ProviderError) {
        self.provider = provider
        self.now = now
        wire = try HTTPWire(
            trustRootsFile: provider.trustRootsFile, connections: .once, unpackingLimit: Self.bodyLimit, sleep: sleep)
    }

    package func exchange(_ exchange: TokenExchange) async -> ExchangeOutcome {
        let secrets = SentSecrets(
            [provider.clientSecret] + (provider.authorization.map { [$0] } ?? []) + exchange.credential.secrets)
        let span = HTTPSpan("POST", provider.tokenEndpoint)
        do {
            let answer = try await wire.send(
                request(for: exchange),
                bodyLimit: Self.bodyLimit, timeLimit: exchange.openFor)
            span.end(status: answer.status, failure: answer.body.failure)
            return AnswerTable.outcome(of: answer, now: now(), sent: secrets)
        } catch {
            span.end(failure: "\(error.kind)")
            let detail = ServerText(error.detail?.text, unlessItTells: secrets)
            return .faulted(Fault(error.kind, reached: error.reached), detail)
        }
    }

    package func shutdown() async {
        await wire.shutdown()
    }

    private func request(for exchange: TokenExchange) -> WireRequest {
        var fields = exchange.credential.fields
        if let scope = provider.scope { fields.append(("scope", scope)) }
        fields += provider.clientAuthentication.fields(
            clientKey: provider.clientKey, clientSecret: provider.clientSecret)
        var headers: HTTPHeaders = [
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        ]
        if let authorization = provider.authorization {
            headers.add(name: "Authorization", value: authorization.reveal())
        }
        return WireRequest(
            url: provider.tokenEndpoint.description, method: .POST, headers: headers,
            body: ByteBuffer(string: FormEncoding.body(fields)))
    }
}

extension Instant {
    /// Now, by the machine's clock.
    package static var wallClock: Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
