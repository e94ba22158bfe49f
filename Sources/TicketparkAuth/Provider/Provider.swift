// SPDX-License-Identifier: Apache-2.0

public import AuditLog
public import TokenMachine

/// Who issues the tokens and serves the API, and how this client is known there. A checked value: what exists can be
/// used.
public struct Provider: Hashable, Sendable {
    /// Ticketpark's own server.
    public static let ticketparkBaseURL = "https://api.ticketpark.ch"

    /// Where tokens are asked for (RFC 6749 section 3.2).
    public let tokenEndpoint: ServerURL
    /// What API paths are appended to.
    public let apiBaseURL: ServerURL
    /// The client's public name, Ticketpark's word for client id.
    public let clientKey: String
    /// What proves that the client is itself.
    public let clientSecret: Secret
    /// How key and secret are sent.
    public let clientAuthentication: ClientAuthentication
    /// The scope to ask for. Ticketpark's server refuses any, so none is sent unless one is set.
    public let scope: String?
    /// When sessions at this provider renew, how often they try, how long they wait.
    public let policy: TokenPolicy
    /// A PEM file of certificate authorities trusted beside the system's own.
    public let trustRootsFile: String?
    /// Whether `http` is let through to servers on this machine. Other hosts need `https` whatever this says.
    public let allowsPlainHTTPOnLoopback: Bool

    /// A provider with these settings, all of them checked.
    ///
    /// - Throws: ``ProviderError`` for the first setting that cannot work. The file of trust roots is read once here
    ///   and again when a connection is prepared.
    public init(
        tokenEndpoint: String,
        apiBaseURL: String,
        clientKey: String,
        clientSecret: Secret,
        clientAuthentication: ClientAuthentication = .rawBasic,
        scope: String? = nil,
        policy: TokenPolicy = .ticketpark,
        trustRootsFile: String? = nil,
        allowsPlainHTTPOnLoopback: Bool = false
    ) throws(ProviderError) {
        self.tokenEndpoint = try Self.checked(
            tokenEndpoint, for: .tokenEndpoint, allowsPlainHTTP: allowsPlainHTTPOnLoopback)
        self.apiBaseURL = try Self.checked(apiBaseURL, for: .apiBaseURL, allowsPlainHTTP: allowsPlainHTTPOnLoopback)
        try Self.check(clientKey: clientKey, sentAs: clientAuthentication)
        try Self.check(clientSecret: clientSecret)
        if let scope { try Self.check(scope: scope) }
        if let trustRootsFile { _ = try TrustRoots.certificates(inFile: trustRootsFile) }
        self.clientKey = clientKey
        self.clientSecret = clientSecret
        self.clientAuthentication = clientAuthentication
        self.scope = scope
        self.policy = policy
        self.trustRootsFile = trustRootsFile
        self.allowsPlainHTTPOnLoopback = allowsPlainHTTPOnLoopback
    }

    /// The Ticketpark API, or a server that behaves like it under another base URL.
    ///
    /// - Parameters:
    ///   - clientKey: The client key that Ticketpark issued, such as `43_…`.
    ///   - clientSecret: The client secret that came with it.
    ///   - baseURL: Where the API lives. The token endpoint is `oauth/v2/token` below it.
    ///   - clientAuthentication: How key and secret are sent.
    ///   - policy: When tokens are renewed, and how often a request is tried.
    ///   - trustRootsFile: A PEM file of certificate authorities to trust beside the system's own.
    ///   - allowsPlainHTTPOnLoopback: Whether a server on this host may be spoken to without TLS.
    /// - Throws: ``ProviderError`` for the first setting that cannot work.
    public static func ticketpark(
        clientKey: String,
        clientSecret: Secret,
        baseURL: String = ticketparkBaseURL,
        clientAuthentication: ClientAuthentication = .rawBasic,
        policy: TokenPolicy = .ticketpark,
        trustRootsFile: String? = nil,
        allowsPlainHTTPOnLoopback: Bool = false
    ) throws(ProviderError) -> Provider {
        try Provider(
            tokenEndpoint: try tokenEndpoint(below: baseURL, allowsPlainHTTP: allowsPlainHTTPOnLoopback),
            apiBaseURL: baseURL,
            clientKey: clientKey,
            clientSecret: clientSecret,
            clientAuthentication: clientAuthentication,
            policy: policy,
            trustRootsFile: trustRootsFile,
            allowsPlainHTTPOnLoopback: allowsPlainHTTPOnLoopback)
    }

    /// Where Ticketpark's server, and one that behaves like it, is asked for tokens.
    static func tokenEndpoint(below baseURL: String, allowsPlainHTTP: Bool) throws(ProviderError) -> String {
        // The base is checked first, as its faults would show in the endpoint made from it under the wrong name.
        let base = try checked(baseURL, for: .apiBaseURL, allowsPlainHTTP: allowsPlainHTTP)
        return base.description + (base.path.hasSuffix("/") ? "" : "/") + "oauth/v2/token"
    }

    /// What may not be meant as it is, in no order of weight.
    public var warnings: [ProviderWarning] {
        var warnings: [ProviderWarning] = []
        let basic = ClientAuthentication.allCases.compactMap {
            $0.authorization(clientKey: clientKey, clientSecret: clientSecret)
        }
        if authorization != nil, Set(basic).count > 1 { warnings.append(.basicEncodingsDiffer) }
        if !tokenEndpoint.isSecure || !apiBaseURL.isSecure { warnings.append(.plainHTTP) }
        return warnings
    }

    /// The `Authorization` header of token requests; `nil` where the client is named in the body.
    var authorization: Secret? {
        clientAuthentication.authorization(clientKey: clientKey, clientSecret: clientSecret)
    }
}
