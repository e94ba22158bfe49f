// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import TokenMachine

/// Why no answer came over the wire.
struct TransportFailure: Error, Hashable, Sendable {
    /// What went wrong.
    var kind: FaultKind
    /// Whether the server may have seen the request.
    var reached: Reach
    /// What the network or TLS library said, as long as nothing had been sent that it could repeat.
    var detail: ServerText?

    init(_ kind: FaultKind, reached: Reach, detail: ServerText? = nil) {
        self.kind = kind
        self.reached = reached
        self.detail = detail
    }

    /// What `error` means for a request that was, or was not, on its way.
    ///
    /// Whether it was decides what may have happened at the server; the error's type only names the cause. So an
    /// error that this table has never seen is still counted right.
    init(_ error: any Error, wasSent: Bool) {
        self =
            wasSent
            ? TransportFailure(Self.kindAfterSending(error), reached: .maybe)
            : Self.beforeSending(error)
    }

    /// Whether `error` can come from nothing but making a connection. It is asked of requests without a body alone, as
    /// a body tells by itself whether it was taken.
    static func isOfConnecting(_ error: any Error) -> Bool {
        if let error = error as? HTTPClientError { return connecting.contains(error) }
        if case NIOSSLError.handshakeFailed = error { return true }
        return error is NIOSSLExtraError || error is NIOConnectionError || error is SocketAddressError
            || error is SocketAddressError.UnknownHost || (error as? IOError)?.errnoCode == ECONNREFUSED
    }

    private static let connecting: [HTTPClientError] = [
        .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .alreadyShutdown,
    ]
    private static let timeLimits: [HTTPClientError] = [.deadlineExceeded, .readTimeout, .writeTimeout]
    private static let breakingOff: [HTTPClientError] = [.cancelled, .alreadyShutdown, .deadlineExceeded]

    private static func kindAfterSending(_ error: any Error) -> FaultKind {
        (error as? HTTPClientError).map(timeLimits.contains) ?? false ? .timedOut : .disconnected
    }

    private static func beforeSending(_ error: any Error) -> TransportFailure {
        if error is CancellationError || (error as? HTTPClientError).map(breakingOff.contains) ?? false {
            return TransportFailure(.notSent, reached: .no)
        }
        let isOfTLS = error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError
        return TransportFailure(isOfTLS ? .insecure : .unreachable, reached: .no, detail: detail(of: error))
    }

    /// What of an error helps people.
    private static func detail(of error: any Error) -> ServerText? {
        ServerText(reason(of: error))
    }

    private static func reason(of error: any Error) -> String {
        switch error {
        case let error as HTTPClientError:
            // This client's own errors can repeat header values, so of those only the kind is told.
            return error.shortDescription
        case let error as NIOConnectionError:
            // One for each address of the host, and for each kind of address that it has none of. The last address
            // is as good as any; where there is no address, that is the reason.
            let causes = [error.dnsAAAAError, error.dnsAError] + error.connectionErrors.map(\.error)
            return causes.compactMap { $0 }.last.map(reason(of:)) ?? "no address"
        case let error as SocketAddressError.UnknownHost:
            return error.errorDescription
        case let error as IOError:
            return String(cString: strerror(error.errnoCode))
        default:
            // Of BoringSSL's, which name source files, only the reasons.
            let text = String(describing: error)
            let reasons = text.words(after: "OPENSSL_internal:")
            return reasons.isEmpty ? text : reasons.joined(separator: ", ")
        }
    }
}

extension String {
    /// The words that follow `mark`, wherever it occurs.
    fileprivate func words(after mark: String) -> [Substring] {
        var words: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: mark) {
            rest = rest[range.upperBound...]
            words.append(rest.prefix { !$0.isWhitespace && $0 != "]" })
        }
        return words
    }
}
