// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// How a ``Sandbox`` behaves. The credentials that it starts with are made up and open only sandboxes.
public struct SandboxConfiguration: Sendable {
    /// The address to listen on.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 takes a free one.
    public var port: Int
    /// How long an access token lives, in whole seconds. As with the server, it is good through its last second.
    public var accessTokenLifetime: Duration
    /// How long a refresh token lives, in whole seconds; each refresh starts it anew.
    public var refreshTokenLifetime: Duration
    /// What the server does in its own way; Ticketpark's unless another is given.
    public var manner: ServerManner

    /// The one client at the start.
    public var clientKey = "43_3au0ldsandboxsandboxsandboxsandboxsandboxsandboxs"
    /// The client's secret.
    public var clientSecret = "4k9nsandboxsecretsandboxsecretsandboxsecretsandboxs"
    /// The grant types that the client may use.
    public var grantTypes: Set<String> = ["password", "refresh_token"]
    /// The one user at the start.
    public var username = "box-office@sandbox.example"
    /// The user's password. The one that stands here tells apart who encodes forms well and who does not.
    public var password = "pa ss+w%20rd&ü=1"

    /// The records under `/events/` at the start.
    public var events = SandboxRecord.events
    /// The records under `/shows/` at the start.
    public var shows = SandboxRecord.shows

    /// The certificate that the sandbox shows.
    public var certificate = ServerCertificate.proper
    /// A folder in which the certificates are kept, so that a restarted sandbox can be trusted as before. Without,
    /// each start makes new ones.
    public var stateDirectory: URL?
    /// The clock of the server.
    public var now: @Sendable () -> Date = { Date() }
    /// Called once for each token request, before its answer is sent.
    public var onTokenRequest: @Sendable (TokenRequestRecord) -> Void = { _ in }

    /// A configuration whose other values stand at their defaults.
    public init(
        port: Int = 0,
        accessTokenLifetime: Duration = .seconds(600),
        refreshTokenLifetime: Duration = .seconds(1_209_600),
        manner: ServerManner = ServerManner()
    ) {
        self.port = port
        self.accessTokenLifetime = accessTokenLifetime
        self.refreshTokenLifetime = refreshTokenLifetime
        self.manner = manner
    }
}

extension SandboxConfiguration: CustomStringConvertible, CustomReflectable {
    /// The port alone: what prints a configuration must not print its secrets.
    public var description: String { "SandboxConfiguration(port: \(port))" }
    /// The port alone, for the same reason.
    public var customMirror: Mirror { Mirror(self, children: ["port": port]) }
}

extension SandboxConfiguration {
    /// Refuses what makes no sense, before anything is started.
    func validate() throws(SandboxError) {
        guard (0...65_535).contains(port) else {
            throw .invalidConfiguration("the port must lie between 0 and 65535")
        }
        for (what, lifetime) in [("access", accessTokenLifetime), ("refresh", refreshTokenLifetime)] {
            guard lifetime.components.attoseconds == 0, (1...3_153_600_000).contains(lifetime.components.seconds)
            else {
                throw .invalidConfiguration("the lifetime of \(what) tokens must be whole seconds, at least 1")
            }
        }
        guard !clientKey.isEmpty, !clientKey.contains(":") else {
            throw .invalidConfiguration("the client key must not be empty or contain a colon")
        }
        // PHP takes an empty value and "0" for absent, so nobody could ever sign in with one.
        guard !["", "0"].contains(username), !["", "0"].contains(password) else {
            throw .invalidConfiguration("user name and password must not be empty or \"0\"")
        }
        guard certificate == .proper || stateDirectory == nil else {
            throw .invalidConfiguration("only a proper certificate is kept in a folder")
        }
        try validateManner()
    }

    /// The server in its first state.
    func makeModel() -> SandboxModel {
        var authorization = AuthorizationServer(
            settings: AuthorizationServer.Settings(
                accessTokenLifetime: accessTokenLifetime, refreshTokenLifetime: refreshTokenLifetime,
                manner: manner))
        authorization.clients[clientKey] = AuthorizationServer.Client(secret: clientSecret, grantTypes: grantTypes)
        authorization.users[username] = AuthorizationServer.User(password: password)
        return SandboxModel(
            authorization: authorization, manner: manner, records: RecordStore(["events": events, "shows": shows]))
    }
}
