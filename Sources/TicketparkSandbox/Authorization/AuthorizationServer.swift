// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The authorization server behind the token endpoint: clients, users, and the tokens that they hold. It does what
/// oauth2-php does, check by check, but for what its manner says otherwise, and reads no clock: the time comes in with
/// each call.
struct AuthorizationServer: Sendable {
    /// A client and the grant types that it may use.
    struct Client: Sendable {
        var secret: String
        var grantTypes: Set<String>
        var isDisabled = false
    }

    /// An account. A disabled one still gets tokens, and meets its end at the API: so does the server.
    struct User: Sendable {
        var password: String
        var isDisabled = false
    }

    struct AccessToken: Sendable {
        let username: String
        var expiry: Date
    }

    struct RefreshToken: Sendable {
        let username: String
        let clientKey: String
        /// All refresh tokens that descend from one sign-in share a family.
        let family: Int
        var expiry: Date
    }

    /// How long tokens live, and what this server does in its own way.
    struct Settings: Sendable {
        var accessTokenLifetime: Duration
        var refreshTokenLifetime: Duration
        var manner = ServerManner()
    }

    var clients: [String: Client] = [:]
    var users: [String: User] = [:]
    var accessTokens: [String: AccessToken] = [:]
    var refreshTokens: [String: RefreshToken] = [:]
    private var familyOfSpentToken: [String: Int] = [:]
    private var families = 0
    private let settings: Settings
    private var generator: TokenGenerator

    init(settings: Settings, generator: TokenGenerator = TokenGenerator()) {
        self.settings = settings
        self.generator = generator
    }

    /// Answers one token request.
    ///
    /// - Parameter lastStep: the last write that is done; a crash comes right after it.
    mutating func grant(
        _ fields: FormFields, credentials: BasicCredentials?, at now: Date,
        through lastStep: RotationStep = .deleteOldRefreshToken
    ) throws(TokenDenial) -> TokenGrant {
        guard let grantType = fields.truthy("grant_type"), Self.isWellFormed(grantType) else {
            throw .invalidGrantType
        }
        let clientKey = try authenticatedClient(fields, credentials)
        guard let client = clients[clientKey], client.grantTypes.contains(grantType) else {
            throw .unauthorizedClient
        }
        let spent = try admit(grantType, fields, clientKey, at: now)
        let scope = fields.truthy("scope")
        guard scope.map(isKnown) ?? true else { throw .unsupportedScope }
        var grant = issue(for: spent, clientKey: clientKey, at: now, through: lastStep)
        grant.scope = scope
        return grant
    }

    /// Whether a word is one that the server knows as a grant type, implemented or not.
    private static func isWellFormed(_ grantType: String) -> Bool {
        ["authorization_code", "token", "password", "client_credentials", "refresh_token"].contains(grantType)
            || isExtension(grantType)
    }

    private static func isExtension(_ grantType: String) -> Bool {
        grantType.hasPrefix("urn:") || grantType.hasPrefix("http://") || grantType.hasPrefix("https://")
    }

    private func authenticatedClient(
        _ fields: FormFields, _ credentials: BasicCredentials?
    ) throws(TokenDenial) -> String {
        let ways = settings.manner.clientAuthentication
        var offers: [(key: String, secret: String?)] = []
        if let credentials, !credentials.clientKey.isEmpty {
            let readings: [(ServerManner.ClientAuthentication, BasicCredentials)] = [
                (.rawBasic, credentials), (.formBasic, credentials.formDecoded),
            ]
            offers = readings.filter { ways.contains($0.0) }.map { ($0.1.clientKey, $0.1.clientSecret) }
        } else if let clientID = fields.truthy("client_id") {
            if ways.contains(.body) { offers.append((clientID, fields["client_secret"])) }
        } else {
            throw .noClient
        }
        for offer in offers {
            if let client = clients[offer.key], !client.isDisabled, client.secret == offer.secret { return offer.key }
        }
        throw .invalidClient
    }

    /// Whether all of its tokens are known (RFC 6749 section 3.3).
    private func isKnown(scope: String) -> Bool {
        scope.split(separator: " ").allSatisfy { settings.manner.knownScopes.contains(String($0)) }
    }

    /// Whose tokens to issue, and for which refresh token.
    private enum Admission {
        case user(String)
        case refreshToken(String, RefreshToken)
    }

    private mutating func admit(
        _ grantType: String, _ fields: FormFields, _ clientKey: String, at now: Date
    ) throws(TokenDenial) -> Admission {
        switch grantType {
        case GrantType.password.rawValue:
            guard let username = fields.truthy("username"), let password = fields.truthy("password") else {
                throw .missingCredentials
            }
            guard let user = users[username], user.password == password else { throw .wrongCredentials }
            return .user(username)
        case GrantType.refresh.rawValue:
            guard let token = fields.truthy("refresh_token") else { throw .missingRefreshToken }
            guard let held = refreshTokens[token], held.clientKey == clientKey else {
                punishReuse(of: token)
                throw .invalidRefreshToken
            }
            guard Expiry.isAlive(until: held.expiry, at: now) else { throw .expiredRefreshToken }
            return .refreshToken(token, held)
        case "token":
            throw .invalidGrantType
        default:
            throw .unsupportedGrantType
        }
    }

    /// RFC 9700 section 4.14.2 has the server revoke the live refresh token when a spent one comes back. This
    /// server does nothing of the kind unless it is asked to. Access tokens stay good to their expiry.
    private mutating func punishReuse(of token: String) {
        guard settings.manner.rotation == .revokingFamily, let family = familyOfSpentToken[token] else { return }
        refreshTokens = refreshTokens.filter { $0.value.family != family }
    }

    private mutating func issue(
        for admission: Admission, clientKey: String, at now: Date, through lastStep: RotationStep
    ) -> TokenGrant {
        let username: String
        let family: Int
        switch admission {
        case .user(let name):
            families += 1
            (username, family) = (name, families)
        case .refreshToken(_, let held):
            (username, family) = (held.username, held.family)
        }

        let accessToken = generator.token()
        accessTokens[accessToken] = AccessToken(
            username: username, expiry: Expiry.end(of: settings.accessTokenLifetime, from: now))
        let expiresIn = Int(settings.accessTokenLifetime.components.seconds)

        if case .refreshToken(let old, _) = admission {
            switch settings.manner.rotation {
            case .harmless, .revokingFamily: break
            case .repeated: return TokenGrant(accessToken: accessToken, expiresIn: expiresIn, refreshToken: old)
            case .omitted: return TokenGrant(accessToken: accessToken, expiresIn: expiresIn, refreshToken: nil)
            }
        }
        let refreshToken = generator.token()
        let grant = TokenGrant(accessToken: accessToken, expiresIn: expiresIn, refreshToken: refreshToken)
        guard lastStep >= .insertRefreshToken else { return grant }
        refreshTokens[refreshToken] = RefreshToken(
            username: username, clientKey: clientKey, family: family,
            expiry: Expiry.end(of: settings.refreshTokenLifetime, from: now))
        guard lastStep >= .deleteOldRefreshToken, case .refreshToken(let old, _) = admission else { return grant }
        refreshTokens[old] = nil
        familyOfSpentToken[old] = family
        return grant
    }
}
