// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

@testable import TicketparkSandbox

/// A server that answers each request with bytes of the test's choosing, to misbehave as no proper server can.
final class RawServer: Sendable {
    /// What it does once a whole request has come.
    indirect enum Answer: Sendable {
        /// Sends these bytes and ends the connection.
        case bytes(String)
        /// Sends these bytes and then keeps silent.
        case bytesThenSilence(String)
        /// Sends these bytes, which need be no text, and ends the connection.
        case binary([UInt8])
        /// Sends these bytes and then, again and again for ever, those.
        case endless(String, then: String = "x")
        /// Sends this text byte by byte, and goes on with its last one for ever.
        case dripping(String)
        /// Ends the connection.
        case drop
        /// Ends the connection as soon as the first byte has come.
        case dropAtOnce
        /// Sends these bytes and cuts the connection without TLS's farewell.
        case cut(String)
        /// Sends these bytes as soon as that part of a request has come, and then keeps silent.
        case early(String, after: String)
        /// Does these, one for each request that comes on whatever connection, and the last one again for all after it.
        case script([Answer])
    }

    /// How it speaks.
    enum Transport: Sendable {
        case plain
        case tls(ServerIdentity)
    }

    /// The port that it listens on.
    let port: Int

    private let channel: any Channel
    private let requests: RequestLog

    static func start(
        _ answer: Answer, over transport: Transport = .plain, host: String = "127.0.0.1"
    ) async throws -> RawServer {
        let requests = RequestLog()
        let tls: NIOSSLContext? =
            switch transport {
            case .plain: nil
            case .tls(let identity): try context(identity)
            }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(RawHandler(answer, requests))
                }
            }
            .bind(host: host, port: 0).get()
        return RawServer(channel: channel, requests: requests)
    }

    private init(channel: any Channel, requests: RequestLog) {
        self.channel = channel
        self.requests = requests
        port = channel.localAddress?.port ?? 0
    }

    /// How many connections there were.
    var connections: Int { requests.connections }

    /// The whole requests that have come.
    var received: [String] { requests.all }

    /// Waits until a request has come.
    func waitForRequest() async {
        for await _ in requests.arrivals { return }
    }

    /// Waits until anything at all has come.
    func waitForBytes() async {
        for await _ in requests.touches { return }
    }

    /// Waits until so many bytes of an answer that never ends were sent.
    func waitForBytes(sent count: Int) async {
        for await sent in requests.progress where sent >= count { return }
    }

    /// Waits until a connection has ended, and returns how many bytes of an answer that never ends it was sent.
    func waitForEnd() async -> Int {
        for await sent in requests.ends { return sent }
        return 0
    }

    func stop() async throws {
        try await channel.close()
    }

    private static func context(_ identity: ServerIdentity) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes([UInt8](identity.certificatePEM.utf8))
        let key = try NIOSSLPrivateKey(bytes: [UInt8](identity.privateKeyPEM.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    }
}

/// The requests of all connections.
private final class RequestLog: Sendable {
    let arrivals: AsyncStream<Void>
    let touches: AsyncStream<Void>
    let touch: AsyncStream<Void>.Continuation
    /// How many bytes were sent so far on a connection.
    let progress: AsyncStream<Int>
    let sending: AsyncStream<Int>.Continuation
    /// How many bytes were sent on a connection that has ended.
    let ends: AsyncStream<Int>
    let end: AsyncStream<Int>.Continuation
    private let arrival: AsyncStream<Void>.Continuation
    private let requests = Mutex<[String]>([])
    private let opened = Mutex(0)

    init() {
        (arrivals, arrival) = AsyncStream.makeStream()
        (touches, touch) = AsyncStream.makeStream()
        (progress, sending) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (ends, end) = AsyncStream.makeStream()
    }

    var all: [String] { requests.withLock { $0 } }
    var connections: Int { opened.withLock { $0 } }

    func countConnection() {
        opened.withLock { $0 += 1 }
    }

    func append(_ request: String) {
        requests.withLock { $0.append(request) }
        arrival.yield()
    }
}

private final class RawHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: RawServer.Answer
    private let requests: RequestLog
    private var received = ""
    private var sent = 0

    init(_ answer: RawServer.Answer, _ requests: RequestLog) {
        self.answer = answer
        self.requests = requests
    }

    func channelActive(context: ChannelHandlerContext) {
        requests.countConnection()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        requests.end.yield(sent)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        requests.touch.yield()
        if case .dropAtOnce = answer { return context.close(promise: nil) }
        if case .early(_, let part) = answer {
            guard received.contains(part) else { return }
            received = ""
            return perform(answer, in: context)
        }
        guard isComplete else { return }
        requests.append(received)
        received = ""
        perform(answer, in: context)
    }

    private func perform(_ answer: RawServer.Answer, in context: ChannelHandlerContext) {
        let channel = context.channel
        switch answer {
        case .script(let answers):
            perform(answers[min(requests.all.count, answers.count) - 1], in: context)
        case .bytes(let text):
            channel.writeAndFlush(ByteBuffer(string: text)).whenComplete { _ in channel.close(promise: nil) }
        case .bytesThenSilence(let text), .early(let text, _):
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        case .binary(let bytes):
            channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenComplete { _ in channel.close(promise: nil) }
        case .endless(let text, let rest):
            let times = 1 + 8192 / rest.utf8.count
            pour(
                ByteBuffer(string: text), then: ByteBuffer(string: String(repeating: rest, count: times)), into: context
            )
        case .dripping(let text):
            drip(text.utf8[...], into: context)
        case .drop, .dropAtOnce:
            channel.close(promise: nil)
        case .cut(let text):
            channel.writeAndFlush(ByteBuffer(string: text)).assumeIsolated().whenComplete { _ in
                // Closing below TLS leaves it no time to say farewell.
                let tls = try? channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
                if let tls { tls.close(promise: nil) } else { channel.close(promise: nil) }
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func pour(_ bytes: ByteBuffer, then rest: ByteBuffer, into context: ChannelHandlerContext) {
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.value.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenSuccess {
            self.note(bytes.readableBytes)
            // Not from in here, as a write that is done at once would lead deeper and deeper.
            context.eventLoop.assumeIsolated().execute { self.pour(rest, then: rest, into: context.value) }
        }
    }

    private func drip(_ text: Substring.UTF8View, into context: ChannelHandlerContext) {
        guard let byte = text.first else { return }
        let rest = text.count > 1 ? text.dropFirst() : text
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.value.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [byte]))).assumeIsolated().whenSuccess {
            self.note(1)
            // Between two drops others have their turn, and each is a packet of its own.
            context.value.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(1)) {
                self.drip(rest, into: context.value)
            }
        }
    }

    private func note(_ count: Int) {
        sent += count
        requests.sending.yield(sent)
    }

    private var isComplete: Bool {
        guard let end = received.firstRange(of: "\r\n\r\n") else { return false }
        let lengths = received[..<end.lowerBound].split(separator: "\r\n").compactMap { line in
            line.lowercased().hasPrefix("content-length:")
                ? Int(line.dropFirst(15).trimmingPrefix { $0 == " " }) : nil
        }
        let body = received[end.upperBound...]
        if received.lowercased().contains("transfer-encoding: chunked") { return body.hasSuffix("0\r\n\r\n") }
        return body.utf8.count >= lengths.first ?? 0
    }
}
