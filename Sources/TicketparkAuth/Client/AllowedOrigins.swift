// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// The servers that an access token is for.
struct AllowedOrigins: Sendable {
    private let origins: [ServerURL]

    /// The API of `provider` and these servers beside it.
    ///
    /// - Throws: ``ProviderError`` for an origin that is none, or is plain `http` where that is not allowed.
    init(of provider: Provider, and others: [String]) throws(ProviderError) {
        var origins = [provider.apiBaseURL]
        for text in others {
            let url = try Provider.checked(
                text, for: .allowedOrigin, allowsPlainHTTP: provider.allowsPlainHTTPOnLoopback)
            guard url.path.isEmpty || url.path == "/" else { throw ProviderError(.allowedOrigin, .path) }
            origins.append(url)
        }
        self.origins = origins
    }

    /// Makes sure that `request` goes to one of these servers and nowhere else, and carries nothing that an access token
    /// must not go along with.
    func check(_ request: HTTPRequest) throws(UnsendableRequest) {
        guard let scheme = request.scheme, let authority = request.authority, let path = request.path,
            // Of `api.example` and `.evil.example/` together one host would come.
            path.hasPrefix("/"), !authority.utf8.contains(where: Self.isDelimiter),
            let url = try? ServerURL(parsing: "\(scheme)://\(authority)\(path)")
        else { throw .malformedURL }
        guard isAllowed(url) else { throw url.isSecure ? .foreignOrigin : .plainHTTP }
        guard request.method != .connect, request.method != .trace else { throw .methodNotAllowed }
        let names = Set(request.headerFields.map(\.name))
        if names.contains(.authorization) { throw .carriesAuthorization }
        if HTTPField.Name("Host").map(names.contains) ?? false { throw .namesHost }
        if names.contains(.transferEncoding) { throw .framesItself }
    }

    private func isAllowed(_ url: ServerURL) -> Bool {
        origins.contains {
            $0.isSecure == url.isSecure && $0.host == url.host && $0.effectivePort == url.effectivePort
        }
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }
}
