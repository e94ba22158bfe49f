import NIOCore
import NIOSSL

/// Ends a connection soon after the server was told to stop. TLS would wait five seconds for a client that does not
/// say goodbye, and a stopped sandbox must be gone when the test goes on.
final class QuickFarewell: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private static let patience = TimeAmount.milliseconds(100)

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        guard event is ChannelShouldQuiesceEvent else { return }
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.patience) {
            try channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self).close(promise: nil)
        }
    }
}
