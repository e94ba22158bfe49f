import Hummingbird
import NIOCore

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
}
