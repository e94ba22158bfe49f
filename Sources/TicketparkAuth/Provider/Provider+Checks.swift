// SPDX-License-Identifier: Apache-2.0

import AuditLog

extension Provider {
    /// A URL that may be spoken to.
    static func checked(
        _ text: String, for setting: ProviderError.Setting, allowsPlainHTTP: Bool
    ) throws(ProviderError) -> ServerURL {
        guard !text.isEmpty else { throw ProviderError(setting, .empty) }
        let url: ServerURL
        do {
            url = try ServerURL(parsing: text)
        } catch {
            throw ProviderError(setting, error)
        }
        if !url.isSecure {
            guard url.isLoopback else { throw ProviderError(setting, .plainHTTPBeyondLoopback) }
            guard allowsPlainHTTP else { throw ProviderError(setting, .plainHTTP) }
        }
        if APIPath.hasDotSegment(url.path) { throw ProviderError(setting, .dotSegment) }
        // Of these the token endpoint alone may have a query (RFC 6749 section 3.2).
        if setting != .tokenEndpoint, url.query != nil { throw ProviderError(setting, .query) }
        return url
    }

    static func check(clientKey: String, sentAs way: ClientAuthentication) throws(ProviderError) {
        guard !clientKey.isEmpty else { throw ProviderError(.clientKey, .empty) }
        guard !holdsControlCharacter(clientKey) else { throw ProviderError(.clientKey, .controlCharacter) }
        guard way != .rawBasic || !clientKey.unicodeScalars.contains(":") else {
            throw ProviderError(.clientKey, .colonInRawBasic)
        }
    }

    static func check(clientSecret: Secret) throws(ProviderError) {
        guard !clientSecret.isEmpty else { throw ProviderError(.clientSecret, .empty) }
        guard !holdsControlCharacter(clientSecret.reveal()) else {
            throw ProviderError(.clientSecret, .controlCharacter)
        }
    }

    /// Scope tokens and the single spaces between them (RFC 6749 section 3.3).
    static func check(scope: String) throws(ProviderError) {
        guard !scope.isEmpty else { throw ProviderError(.scope, .empty) }
        let tokens = scope.split(separator: " ", omittingEmptySubsequences: false)
        guard tokens.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(OAuthCharacters.isScopeCharacter) }) else {
            throw ProviderError(.scope, .illegalCharacter)
        }
    }

    private static func holdsControlCharacter(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
