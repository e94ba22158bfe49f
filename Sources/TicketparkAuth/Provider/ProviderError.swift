// SPDX-License-Identifier: Apache-2.0

/// Why a ``Provider`` cannot be used as it was described.
public struct ProviderError: Error, Hashable, Sendable {
    /// The setting that is wrong.
    public enum Setting: String, Hashable, Sendable, CaseIterable {
        /// ``Provider/tokenEndpoint``.
        case tokenEndpoint = "token endpoint"
        /// ``Provider/apiBaseURL``.
        case apiBaseURL = "API base URL"
        /// Another server that takes the tokens, as an ``AuthorizedClient`` is told.
        case allowedOrigin = "allowed origin"
        /// ``Provider/clientKey``.
        case clientKey = "client key"
        /// ``Provider/clientSecret``.
        case clientSecret = "client secret"
        /// ``Provider/scope``.
        case scope
        /// ``Provider/trustRootsFile``.
        case trustRootsFile = "trust roots file"
    }

    /// What is wrong with it.
    public enum Problem: Error, Hashable, Sendable, CaseIterable {
        /// There is nothing in it.
        case empty
        /// It holds a control character, as a line break at the end is one.
        case controlCharacter
        /// It holds a character that has no place there.
        case illegalCharacter
        /// It is no absolute URL.
        case noScheme
        /// Its scheme is neither `https` nor `http`.
        case unsupportedScheme
        /// It is `http` where that was not allowed.
        case plainHTTP
        /// It is `http` to another machine, which nothing allows.
        case plainHTTPBeyondLoopback
        /// It names no host.
        case noHost
        /// Its host is not one.
        case invalidHost
        /// Its port is not one.
        case invalidPort
        /// It holds a user name or password.
        case credentials
        /// It has a fragment (RFC 6749 section 3.2 forbids one).
        case fragment
        /// It has a query, where paths will be appended.
        case query
        /// It has a path, where a whole server is meant.
        case path
        /// It has a dot segment.
        case dotSegment
        /// It holds a colon, which ends the user name in raw Basic authentication (RFC 7617 section 2).
        case colonInRawBasic
        /// There is no such file, or it may not be read.
        case unreadable
        /// The file holds no certificate in PEM form.
        case noCertificate
    }

    /// The setting that is wrong.
    public let setting: Setting
    /// What is wrong with it.
    public let problem: Problem

    /// That problem with that setting.
    init(_ setting: Setting, _ problem: Problem) {
        self.setting = setting
        self.problem = problem
    }
}

extension ProviderError: CustomStringConvertible {
    /// One line: where, what, and what to do. It never repeats the setting's value.
    public var description: String {
        "\(setting.rawValue): \(problem.explanation)"
    }
}

extension ProviderError.Problem {
    var explanation: String {
        switch self {
        case .empty: "is empty; set it to the value that Ticketpark issued"
        case .controlCharacter: "holds a control character; remove it (a line break at the end counts)"
        case .illegalCharacter: "holds a character that is not allowed there; percent-encode or remove it"
        case .noScheme: "is not an absolute URL; write it as https://host/path"
        case .unsupportedScheme: "has an unknown scheme; use https"
        case .plainHTTP: "is plain http; use https, or allow plain http on loopback explicitly"
        case .plainHTTPBeyondLoopback: "is plain http to another machine, which would tell every secret; use https"
        case .noHost: "names no host; write it as https://host/path"
        case .invalidHost: "names an invalid host; use a DNS name (in ASCII) or an IP address"
        case .invalidPort: "has an invalid port; use a number from 1 to 65535"
        case .credentials: "holds a user name or password; remove it, credentials have settings of their own"
        case .fragment: "has a fragment; remove it from the # on"
        case .query: "has a query; remove it from the ? on"
        case .path: "has a path; name the server alone, as https://host"
        case .dotSegment: "has a . or .. in its path; write the path out"
        case .colonInRawBasic: "holds a colon, which raw Basic cannot send; use formEncodedBasic or another key"
        case .unreadable: "cannot be read; check that the path exists and may be read by this user"
        case .noCertificate: "holds no PEM certificate; it must begin with -----BEGIN CERTIFICATE-----"
        }
    }
}
