// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing
import TokenMachine

@testable import TicketparkAuth

struct TransportFailureTests {
    private struct Unheard: Error {}

    private static let rows: [(any Error, before: FaultKind, after: FaultKind)] = [
        (HTTPClientError.deadlineExceeded, .notSent, .timedOut),
        (HTTPClientError.readTimeout, .unreachable, .timedOut),
        (HTTPClientError.writeTimeout, .unreachable, .timedOut),
        (HTTPClientError.connectTimeout, .unreachable, .disconnected),
        (HTTPClientError.tlsHandshakeTimeout, .unreachable, .disconnected),
        (HTTPClientError.getConnectionFromPoolTimeout, .unreachable, .disconnected),
        (HTTPClientError.remoteConnectionClosed, .unreachable, .disconnected),
        (HTTPClientError.cancelled, .notSent, .disconnected),
        (HTTPClientError.alreadyShutdown, .notSent, .disconnected),
        (CancellationError(), .notSent, .disconnected),
        (NIOSSLError.handshakeFailed(.zeroReturn), .insecure, .disconnected),
        (NIOSSLError.uncleanShutdown, .insecure, .disconnected),
        (NIOSSLExtraError.failedToValidateHostname, .insecure, .disconnected),
        (BoringSSLError.syscallError, .insecure, .disconnected),
        (SocketAddressError.unsupported, .unreachable, .disconnected),
        (IOError(errnoCode: 111, reason: "connect"), .unreachable, .disconnected),
        (ChannelError.connectTimeout(.seconds(1)), .unreachable, .disconnected),
        (HTTPParserError.invalidConstant, .unreachable, .disconnected),
        (Unheard(), .unreachable, .disconnected),
    ]

    @Test func `what was not sent did not reach the server, whatever went wrong`() {
        for (error, before, _) in Self.rows {
            let failure = TransportFailure(error, wasSent: false)
            #expect(failure.kind == before, "\(error)")
            #expect(failure.reached == .no)
        }
    }

    @Test func `what was sent may have reached it, whatever went wrong`() {
        for (error, _, after) in Self.rows {
            #expect(TransportFailure(error, wasSent: true) == TransportFailure(after, reached: .maybe), "\(error)")
        }
    }

    @Test func `an error that repeats a header tells its kind alone`() {
        let error = HTTPClientError.invalidHeaderFieldValues(["Bearer hush-hush\n"])
        #expect(TransportFailure(error, wasSent: false).detail?.text == "Invalid header field values")
    }
}
