import Hummingbird
import NIOCore
import NIOSSL

/// The connection that a request came on.
struct ConnectionContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
    }

    /// The client's port.
    var clientPort: Int? { channel.remoteAddress?.port }

    /// Ends the connection below TLS, without the farewell of either protocol, as a server that dies does.
    func drop() async {
        let channel = channel
        try? await channel.eventLoop.submit {
            let context = try channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
            context.close(promise: nil)
        }.get()
        try? await channel.closeFuture.get()
    }
}
