// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL
import TokenMachine

/// An HTTP client that does exactly what it is told: one request, no redirects, no retries, TLS verified in full.
final class HTTPWire: Sendable {
    /// How connections are used.
    enum Connections {
        /// Each for one request, so that no layer below can silently repeat one on a fresh connection.
        case once
        /// Kept and used again.
        case kept
    }

    /// Waits for a time limit, unless the task is cancelled.
    typealias Sleep = @Sendable (Duration) async throws -> Void

    /// Waits by the clock that counts while the machine sleeps.
    static let sleep: Sleep = { try await Task.sleep(for: $0, clock: .continuous) }

    let client: HTTPClient
    /// To how many bytes a body is unpacked that comes packed; `nil` where it is left as it is.
    let unpackingLimit: Int?
    private let connections: Connections
    private let sleep: Sleep

    /// A client that trusts the system's authorities and those of `trustRootsFile`.
    ///
    /// - Parameter unpackingLimit: To how many bytes a body is unpacked that comes packed, whether or not anybody asked for
    ///   that; `nil` leaves it as it is.
    convenience init(
        trustRootsFile: String?, connections: Connections, unpackingLimit: Int? = nil,
        sleep: @escaping Sleep = HTTPWire.sleep
    ) throws(ProviderError) {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.certificateVerification = .fullVerification
        if let trustRootsFile {
            tls.additionalTrustRoots = [.certificates(try TrustRoots.certificates(inFile: trustRootsFile))]
        }
        self.init(tls: tls, connections: connections, unpackingLimit: unpackingLimit, sleep: sleep)
    }

    private init(tls: TLSConfiguration, connections: Connections, unpackingLimit: Int?, sleep: @escaping Sleep) {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(10)),
            connectionPool: .init(idleTimeout: .seconds(30), concurrentHTTP1ConnectionsPerHostSoftLimit: 256),
            decompression: unpackingLimit.map { .enabled(limit: .size($0)) } ?? .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        if connections == .once { configuration.maximumUsesPerConnection = 1 }
        // A token request is no place for other systems' headers; spans around it are the interpreter's.
        configuration.tracing.tracer = nil
        // On every platform the same sockets and the same TLS, as Network.framework ignores additional roots.
        client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
        self.unpackingLimit = unpackingLimit
        self.connections = connections
        self.sleep = sleep
    }

    deinit {
        // The client insists on being shut down. Its error says that this has happened already.
        client.shutdown { _ in }
    }

    /// Breaks off what is in flight and closes all connections.
    func shutdown() async {
        // The one error is that this has happened already.
        try? await client.shutdown()
    }

    /// One request and its answer, the body up to `bodyLimit` bytes, all of it within `timeLimit`.
    func send(
        _ request: WireRequest, bodyLimit: Int, timeLimit: Duration
    ) async throws(TransportFailure) -> WireAnswer {
        guard timeLimit > .zero, !Task.isCancelled else { throw TransportFailure(.notSent, reached: .no) }
        let body = request.body.map(OneShotBody.init)
        let prepared = prepare(request, body: body)
        let (result, isLate) = await TimeLimit.run(until: { [sleep] in try await sleep(timeLimit) }) {
            await self.exchange(prepared, body: body, bodyLimit: bodyLimit)
        }
        return try (isLate ? result.brokenOffByTimeLimit : result).get()
    }

    private func prepare(_ request: WireRequest, body: OneShotBody?) -> HTTPClientRequest {
        var prepared = HTTPClientRequest(url: request.url)
        prepared.method = request.method
        prepared.headers = request.headers
        prepared.headers.replaceOrAdd(name: "User-Agent", value: UserAgent.value)
        // No answer is so long that packing it would help. One that comes packed all the same is unpacked up to a limit.
        prepared.headers.replaceOrAdd(name: "Accept-Encoding", value: "identity")
        if connections == .once { prepared.headers.replaceOrAdd(name: "Connection", value: "close") }
        if let body { prepared.body = .stream(body, length: .known(Int64(body.count))) }
        return prepared
    }

    private func exchange(
        _ request: HTTPClientRequest, body: OneShotBody?, bodyLimit: Int
    ) async -> Result<WireAnswer, TransportFailure> {
        let response: HTTPClientResponse
        do {
            response = try await client.execute(request, deadline: .distantFuture)
        } catch {
            let wasSent = body?.wasTaken ?? !TransportFailure.isOfConnecting(error)
            return .failure(TransportFailure(error, wasSent: wasSent))
        }
        var answer = WireAnswer(
            status: UInt16(clamping: response.status.code), headers: response.headers, body: .tooLong)
        var bytes = ByteBuffer()
        do {
            for try await part in response.body {
                guard bytes.readableBytes + part.readableBytes <= bodyLimit else { return .success(answer) }
                bytes.writeImmutableBuffer(part)
            }
            answer.body = .complete(bytes)
        } catch NIOHTTPDecompression.DecompressionError.limit {
            answer.body = .tooLong
        } catch {
            answer.body = .broken(TransportFailure(error, wasSent: true).kind, bytes)
        }
        return .success(answer)
    }
}

extension HTTPWire: CustomReflectable {
    /// Nothing: the client beneath knows of each request on its way all that is sent, tokens and passwords with it.
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension Result<WireAnswer, TransportFailure> {
    /// What is left of an exchange that was cancelled because its time had run out.
    fileprivate var brokenOffByTimeLimit: Self {
        switch self {
        case .success(var answer):
            if case .broken(_, let bytes) = answer.body { answer.body = .broken(.timedOut, bytes) }
            return .success(answer)
        case .failure(let failure):
            let kind: FaultKind = failure.reached == .maybe ? .timedOut : failure.kind
            return .failure(TransportFailure(kind, reached: failure.reached, detail: failure.detail))
        }
    }
}
