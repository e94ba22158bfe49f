// SPDX-License-Identifier: Apache-2.0

/// Why a request is not sent with an access token. No token was asked for, but for the last of these.
public enum UnsendableRequest: Error, Hashable, Sendable, CaseIterable {
    /// Scheme, authority and path make no absolute URL of the characters of RFC 3986.
    case malformedURL
    /// It is `http`, and to no server that may be spoken to like that.
    case plainHTTP
    /// It is to a server that the token is not for.
    case foreignOrigin
    /// Its method is CONNECT, which leads elsewhere, or TRACE, which makes a server repeat what it was sent.
    case methodNotAllowed
    /// It has an `Authorization` of its own.
    case carriesAuthorization
    /// It has a `Host` of its own, which may name another server than its authority.
    case namesHost
    /// It says by itself where its body ends (`Transfer-Encoding`), which is the transport's business.
    case framesItself
    /// The access token holds characters that no header may carry.
    case accessTokenIsMalformed
}

extension UnsendableRequest: CustomStringConvertible {
    /// One line, which repeats nothing of the request.
    public var description: String {
        "the request was not sent: \(explanation)"
    }

    private var explanation: String {
        switch self {
        case .malformedURL: "its scheme, authority and path make no absolute URL"
        case .plainHTTP: "it is plain http, which would tell the access token"
        case .foreignOrigin: "it is to a server that the access token is not for"
        case .methodNotAllowed: "CONNECT and TRACE carry no access token"
        case .carriesAuthorization: "it has an Authorization of its own"
        case .namesHost: "it has a Host of its own; its authority says where it goes"
        case .framesItself: "it has a Transfer-Encoding of its own; its body says how it is sent"
        case .accessTokenIsMalformed: "the access token holds characters that no header may carry"
        }
    }
}
