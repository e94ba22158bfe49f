// SPDX-License-Identifier: Apache-2.0

import AuditLog
package import Configuration

/// Something that a service can be told in its configuration.
///
/// | key | what it says | unless it is set |
/// |---|---|---|
/// | `ticketpark.clientKey` | the client key that Ticketpark issued | has to be set |
/// | `ticketpark.clientSecret` | the client secret, or one of the next two | has to be set |
/// | `ticketpark.clientSecretFile` | the file that holds it | |
/// | `ticketpark.clientSecretCredential` | the systemd credential that holds it | |
/// | `ticketpark.baseURL` | where the API lives | Ticketpark's own server |
/// | `ticketpark.tokenEndpoint` | where tokens are asked for | `oauth/v2/token` below the base URL |
/// | `ticketpark.clientAuthentication` | how key and secret are sent: `raw`, `form` or `body` | `raw` |
/// | `ticketpark.scope` | the scope to ask for | none is sent |
/// | `ticketpark.caFile` | a PEM file of authorities to trust beside the system's | the system's alone |
/// | `ticketpark.allowPlainHTTP` | whether a server on this host may be spoken to without TLS | `false` |
/// | `ticketpark.log` | the file of the audit log | has to be set |
/// | `ticketpark.createLog` | whether the log is made if it is not there | `true` |
/// | `ticketpark.concurrentTokenRequests` | how many token requests are under way at a time, from 1 on | 64 |
/// | `ticketpark.keyFile` | the file of the log's key, or one of the next two | the log's path and `.key` |
/// | `ticketpark.keyCredential` | the systemd credential of the log's key; the signing key's has `.sign` behind its name | |
/// | `ticketpark.keyVariable` | the environment variable of the log's key; the signing key's has `_SIGN` behind its name | |
/// | `ticketpark.policy.renewal` | when tokens are renewed: `eager` or `onDemand` | `eager` |
/// | `ticketpark.policy.…` | every other value of the policy, by its name in `tpaudit replay --set` | the defaults |
///
/// In the environment `ticketpark.clientKey` is `TICKETPARK_CLIENT_KEY`, in a file of JSON `clientKey` in the object
/// `ticketpark`. There is none for the password, which a person types, as in `tpauth login`, and nobody keeps; a service that
/// has to do without that person has a ``CredentialSource``.
public struct ServiceSetting: Hashable, Sendable {
    /// Its name below `ticketpark`, such as `clientKey`.
    public let name: String
    /// Whether nobody may see its value.
    public let isSecret: Bool

    package init(_ name: String, isSecret: Bool = false) {
        self.name = name
        self.isSecret = isSecret
    }

    /// The client key.
    public static let clientKey = ServiceSetting("clientKey")
    /// The client secret.
    public static let clientSecret = ServiceSetting("clientSecret", isSecret: true)
    /// The file that holds the client secret.
    public static let clientSecretFile = clientSecret.inFile
    /// The systemd credential that holds the client secret.
    public static let clientSecretCredential = clientSecret.inCredential
    /// Where the API lives.
    public static let baseURL = ServiceSetting("baseURL")
    /// Where tokens are asked for.
    public static let tokenEndpoint = ServiceSetting("tokenEndpoint")
    /// How key and secret are sent.
    public static let clientAuthentication = ServiceSetting("clientAuthentication")
    /// The scope to ask for.
    public static let scope = ServiceSetting("scope")
    /// The file of authorities to trust.
    public static let caFile = ServiceSetting("caFile")
    /// Whether a server on this host may be spoken to without TLS.
    public static let allowPlainHTTP = ServiceSetting("allowPlainHTTP")
    /// The file of the audit log.
    public static let log = ServiceSetting("log")
    /// Whether the log is made if it is not there.
    public static let createLog = ServiceSetting("createLog")
    /// How many token requests are under way at a time.
    public static let concurrentTokenRequests = ServiceSetting("concurrentTokenRequests")
    /// The file of the log's key.
    public static let keyFile = ServiceSetting("keyFile")
    /// The systemd credential of the log's key.
    public static let keyCredential = ServiceSetting("keyCredential")
    /// The environment variable of the log's key.
    public static let keyVariable = ServiceSetting("keyVariable")

    /// All of them.
    public static let all =
        [
            clientKey, clientSecret, clientSecretFile, clientSecretCredential, baseURL, tokenEndpoint,
            clientAuthentication, scope, caFile, allowPlainHTTP, log, createLog, concurrentTokenRequests, keyFile,
            keyCredential, keyVariable,
        ] + PolicySetting.all.map(ServiceSetting.init)

    /// The setting of a policy's value.
    init(_ policy: PolicySetting) {
        self.init("policy." + policy.name)
    }
}

extension ServiceSetting {
    /// The key under which a configuration is asked for it.
    public var key: String { "ticketpark." + name }

    /// The environment variable under which swift-configuration looks for ``key``.
    public var variable: String {
        var variable = ""
        var last: Character = "_"
        for character in key {
            if character.isUppercase, last.isLowercase { variable += "_" }
            variable += character == "." ? "_" : character.uppercased()
            last = character
        }
        return variable
    }

    /// The setting of a file that holds this one.
    var inFile: ServiceSetting { ServiceSetting(name + "File") }
    /// The setting of a systemd credential that holds this one.
    var inCredential: ServiceSetting { ServiceSetting(name + "Credential") }

    /// The key as swift-configuration has it.
    package var configKey: ConfigKey { ConfigKey(key) }
}

extension ServiceSetting: CustomStringConvertible {
    /// The key.
    public var description: String { key }
}
