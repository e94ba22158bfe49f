// SPDX-License-Identifier: Apache-2.0

/// What is allowed in a ``Provider`` and yet may not be what its author meant.
public enum ProviderWarning: Hashable, Sendable, CaseIterable {
    /// Client key or secret hold characters that raw and form-encoded Basic send differently, so that a server which
    /// expects the other way refuses them as wrong. Which way is right only the server's operator can tell.
    case basicEncodingsDiffer
    /// A server on this machine is spoken to without TLS.
    case plainHTTP
}

extension ProviderWarning: CustomStringConvertible {
    /// One line: what may go wrong, and what to do.
    public var description: String {
        switch self {
        case .basicEncodingsDiffer:
            "client key or secret hold reserved characters: rawBasic and formEncodedBasic differ; ask which one holds"
        case .plainHTTP:
            "plain http on loopback: secrets are readable on this machine; use it in tests alone"
        }
    }
}
