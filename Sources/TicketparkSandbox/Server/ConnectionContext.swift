// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore
import NIOHTTP1

/// The connection that a request came on.
struct ConnectionContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
    }

    /// The client's port.
    var clientPort: Int? { channel.remoteAddress?.port }

    /// Ends the connection without an answer.
    func drop() async {
        let channel = channel
        try? await channel.eventLoop.submit { channel.dropBelowTLS() }.get()
        try? await channel.closeFuture.get()
    }

    /// Ends the connection with the farewell of TLS.
    func close() async {
        // Its one error is that the client was faster.
        try? await channel.close()
    }

    /// Sends bytes past Hummingbird, which speaks HTTP/1.1 alone, and ends the connection.
    func answer(with bytes: [UInt8]) async {
        let channel = channel
        // A client that is gone misses the answer, as it would any other.
        try? await channel.eventLoop.flatSubmit {
            let sent = channel.eventLoop.makePromise(of: Void.self)
            do {
                // What is written from there on is what TLS gets.
                let encoder = try channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
                encoder.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: sent)
            } catch {
                sent.fail(error)
            }
            return sent.futureResult
        }.get()
        await close()
    }
}
