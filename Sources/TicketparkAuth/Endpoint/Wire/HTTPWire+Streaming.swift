// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import TokenMachine

extension HTTPWire {
    /// One request and its answer, whose body comes as it is read.
    ///
    /// Once the answer's body has ended, or is let go of, no more of the request's body is drawn.
    ///
    /// - Throws: ``TransportError``, or what the request's body throws.
    func open(_ request: HTTPRequest, body: RequestBody?) async throws -> (HTTPResponse, ResponseBody) {
        guard !Task.isCancelled else { throw TransportError(.notSent, reached: .no) }
        let body = body.map(StreamedBody.init)
        let answer: HTTPClientResponse
        do {
            answer = try await client.execute(prepare(request, body: body), deadline: .distantFuture)
        } catch {
            body?.end()
            if let failure = body?.failure { throw failure }
            let wasSent = body?.wasTaken ?? !TransportFailure.isOfConnecting(error)
            throw TransportError(TransportFailure(error, wasSent: wasSent))
        }
        var head = HTTPResponse(
            status: .init(code: min(Int(answer.status.code), 999), reasonPhrase: answer.status.reasonPhrase),
            headerFields: HTTPFields(answer.headers))
        let chunks = WireChunks(answer.body, unpackedUpTo: unpackingLimit, endingWith: body)
        guard let coding = head.headerFields[.contentEncoding], unpacks(coding) else {
            return (head, ResponseBody(chunks))
        }
        // Where there is no body there is nothing to unpack, which the decompressor takes for a body that was cut.
        if request.method == .head || head.hasNoBody { return (head, ResponseBody()) }
        // Of what was unpacked they are true no more (RFC 9110 sections 8.4 and 8.6).
        head.headerFields[.contentEncoding] = nil
        head.headerFields[.contentLength] = nil
        return (head, ResponseBody(chunks))
    }

    private func unpacks(_ coding: String) -> Bool {
        unpackingLimit != nil && ["gzip", "deflate"].contains(coding.lowercased())
    }

    private func prepare(_ request: HTTPRequest, body: StreamedBody?) -> HTTPClientRequest {
        var prepared = HTTPClientRequest(
            url: "\(request.scheme ?? "https")://\(request.authority ?? "")\(request.path ?? "/")")
        prepared.method = HTTPMethod(rawValue: request.method.rawValue)
        // What is not said stays unsaid, but for who asks, and whether what comes packed is unpacked here.
        let coding = unpackingLimit == nil || request.method == .head ? "identity" : "gzip"
        prepared.headers = ["User-Agent": UserAgent.value, "Accept-Encoding": coding]
        for name in ["User-Agent", "Accept-Encoding"] where request.has(name) { prepared.headers.remove(name: name) }
        for field in request.headerFields { prepared.headers.add(name: field.name.rawName, value: field.value) }
        if let body { prepared.body = .stream(body, length: body.length.map { .known(Int64($0)) } ?? .unknown) }
        return prepared
    }
}

extension HTTPRequest {
    fileprivate func has(_ name: String) -> Bool {
        headerFields.contains { $0.name.canonicalName == name.lowercased() }
    }
}

extension HTTPResponse {
    /// Whether no body follows, whatever the fields say of one (RFC 9110 section 6.4.1), or an empty one.
    fileprivate var hasNoBody: Bool {
        status.code == 204 || status.code == 304 || headerFields[.contentLength] == "0"
    }
}

extension HTTPFields {
    fileprivate init(_ headers: HTTPHeaders) {
        self.init()
        for header in headers {
            // The parser lets no other names through.
            guard let name = HTTPField.Name(header.name) else { continue }
            append(HTTPField(name: name, value: header.value))
        }
    }
}

/// The chunks of an answer's body as they come. With the last one, or when they are let go of, the request's body ends.
private struct WireChunks: AsyncSequence, Sendable {
    typealias Element = ArraySlice<UInt8>

    private let body: HTTPClientResponse.Body
    private let limit: Int?
    private let request: RequestEnd

    init(_ body: HTTPClientResponse.Body, unpackedUpTo limit: Int?, endingWith request: StreamedBody?) {
        self.body = body
        self.limit = limit
        self.request = RequestEnd(body: request)
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(buffers: body.makeAsyncIterator(), limit: limit, request: request)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var buffers: HTTPClientResponse.Body.AsyncIterator
        fileprivate let limit: Int?
        fileprivate let request: RequestEnd

        mutating func next() async throws -> ArraySlice<UInt8>? {
            do {
                return try await buffers.next(isolation: #isolation).map { ArraySlice($0.readableBytesView) }
            } catch NIOHTTPDecompression.DecompressionError.limit {
                throw BodyError.tooLong(limit: limit ?? 0)
            } catch {
                throw TransportError(TransportFailure(error, wasSent: true))
            }
        }
    }

    /// Ends a request's body when the answer is let go of.
    final class RequestEnd: Sendable {
        private let body: StreamedBody?

        init(body: StreamedBody?) {
            self.body = body
        }

        deinit { body?.end() }
    }
}
