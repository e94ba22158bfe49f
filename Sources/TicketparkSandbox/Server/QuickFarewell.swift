// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Resets a connection soon after one of its two sides wants it to end. TLS would wait five seconds for a farewell: of
/// the client when the server stops, of the server when the client leaves in the middle of an endless answer.
final class QuickFarewell: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private static let patience = TimeAmount.milliseconds(100)

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        guard event is ChannelShouldQuiesceEvent || event as? ChannelEvent == .inputClosed else { return }
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.patience) { channel.reset() }
    }
}
