// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOSSL

extension Channel {
    /// Ends the connection below TLS, without the farewell of either protocol, as a server that dies does. To be called
    /// on the channel's event loop.
    func dropBelowTLS() {
        if let handler = try? pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
            handler.close(promise: nil)
        } else {
            close(promise: nil)
        }
    }

    /// Ends the connection with a TCP reset, which even a client notices that does not read. To be called on the
    /// channel's event loop.
    func reset() {
        let lingering = (self as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        guard let lingering else { return dropBelowTLS() }
        lingering.assumeIsolated().whenComplete { _ in self.dropBelowTLS() }
    }
}
