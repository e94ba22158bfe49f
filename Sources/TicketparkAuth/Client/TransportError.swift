// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// Why no answer came, or no whole one.
///
/// A ``ClientTransport`` throws it where it knows these facts of a failure; whatever else it throws says nothing of
/// whether the server has seen the request.
public struct TransportError: Error, Hashable, Sendable {
    /// What went wrong.
    public let kind: FaultKind
    /// Whether the server may have done what was asked. If not, the request can safely be repeated.
    public let reached: Reach
    /// What the network library said, as long as nothing had been sent.
    public let detail: String?

    /// That failure.
    ///
    /// - Parameter detail: Words for people. They are cut to size, and what steers terminals is taken out of them.
    public init(_ kind: FaultKind, reached: Reach, detail: String? = nil) {
        self.kind = kind
        self.reached = reached
        self.detail = detail.flatMap { ServerText($0) }?.text
    }

    init(_ failure: TransportFailure) {
        kind = failure.kind
        reached = failure.reached
        detail = failure.detail?.text
    }
}

extension TransportError: CustomStringConvertible {
    /// One line.
    public var description: String {
        let outcome =
            switch reached {
            case .no: "it was not sent"
            case .maybe: "the server may have done it"
            }
        return "\(cause), \(outcome)" + (detail.map { " (\($0))" } ?? "")
    }

    private var cause: String {
        switch kind {
        case .unreachable: "no connection could be made"
        case .insecure: "TLS failed or the certificate is not trusted"
        case .notSent: "it was broken off"
        case .disconnected: "the connection broke"
        case .timedOut: "no answer came in time"
        case .serverError, .overloaded, .redirected, .refusedByProxy, .notAGrant, .tokenMissing:
            "no usable answer came"
        }
    }
}
