// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes

/// What carries requests to a server and answers back: this package's own HTTPS, or any other HTTP stack.
///
/// A transport makes **one exchange**. Whoever brings another stack keeps to these rules, as nobody above can check them:
///
/// - No redirect is followed. The access token is in the request, and would go along.
/// - Nothing is sent a second time.
/// - TLS and the server's name are verified.
/// - When its task is cancelled it ends at once; when the answer's body is let go of, so does the connection.
/// - It does not log header fields: `Authorization` is among them.
///
/// It throws ``TransportError`` where it knows whether the server can have seen the request, and else what it likes.
///
/// AsyncHTTPClient, as a service has it anyway, made without redirects (`redirectConfiguration: .disallow`):
///
/// ```swift
/// func transport(over client: HTTPClient) -> ClientTransport {
///     ClientTransport { request, body in
///         var outgoing = HTTPClientRequest(
///             url: "\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")")
///         outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
///         outgoing.headers = HTTPHeaders(request.headerFields.map { ($0.name.rawName, $0.value) })
///         if let body {
///             outgoing.body = .stream(
///                 body.map { ByteBuffer(bytes: $0) }, length: body.length.map { .known(Int64($0)) } ?? .unknown)
///         }
///         let answer = try await client.execute(outgoing, deadline: .distantFuture)
///         var fields = HTTPFields()
///         for header in answer.headers {
///             guard let name = HTTPField.Name(header.name) else { continue }
///             fields.append(HTTPField(name: name, value: header.value))
///         }
///         return (
///             HTTPResponse(status: .init(code: Int(answer.status.code)), headerFields: fields),
///             ResponseBody(answer.body.map { ArraySlice($0.readableBytesView) })
///         )
///     }
/// }
/// ```
///
/// Foundation's URLSession follows redirects unless its delegate refuses them, and on Linux it sends a POST a second time,
/// without its body, where a connection breaks: it breaks two of these rules.
public struct ClientTransport: Sendable {
    /// One exchange: a request with all its header fields and its body, and what came back.
    ///
    /// The request has scheme, authority and path, and a path that begins with a slash. Where there is a body, it is read
    /// once at most.
    public typealias Exchange =
        @Sendable (_ request: HTTPRequest, _ body: RequestBody?) async throws -> (HTTPResponse, ResponseBody)

    private let exchange: Exchange
    private let end: @Sendable () async -> Void

    /// Another HTTP stack.
    ///
    /// - Parameters:
    ///   - exchange: Makes one exchange.
    ///   - shutdown: Breaks off what is in flight and closes all connections, where they are the transport's own.
    public init(_ exchange: @escaping Exchange, shutdown: @escaping @Sendable () async -> Void = {}) {
        self.exchange = exchange
        end = shutdown
    }

    /// One exchange.
    public func send(_ request: HTTPRequest, body: RequestBody? = nil) async throws -> (HTTPResponse, ResponseBody) {
        try await exchange(request, body)
    }

    /// Breaks off what is in flight and closes all connections, where they are the transport's own.
    public func shutdown() async {
        await end()
    }
}

extension ClientTransport {
    /// This package's own: TLS 1.2 or newer verified in full, HTTP/1.1, connections kept and used again.
    ///
    /// - Parameters:
    ///   - trustRootsFile: A PEM file of certificate authorities to trust beside the system's own.
    ///   - unpackingLimit: To how many bytes an answer is unpacked that comes packed (gzip, deflate), after which reading
    ///     it throws ``BodyError/tooLong(limit:)``. Then gzip is asked for unless a request has its own
    ///     `Accept-Encoding`. With `nil` answers are left as they are, and none is asked to be packed.
    /// - Throws: ``ProviderError`` where the file of trust roots is unreadable.
    public static func https(
        trustRootsFile: String? = nil, unpackingUpTo unpackingLimit: Int? = nil
    ) throws(ProviderError) -> ClientTransport {
        let wire = try HTTPWire(
            trustRootsFile: trustRootsFile, connections: .kept, unpackingLimit: unpackingLimit)
        return ClientTransport({ try await wire.open($0, body: $1) }, shutdown: { await wire.shutdown() })
    }
}
