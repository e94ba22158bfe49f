// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import TicketparkSandbox

/// The flags that make a sandbox behave like another server than Ticketpark's.
struct MannerOptions: ParsableArguments {
    @Option(help: "The server to play; the flags below change single habits of it.")
    var manner = ServerManner.Preset.ticketpark
    @Option(
        help: """
            What becomes of a spent refresh token: replaced, and refused when it comes again; the same, and all that \
            descend from the sign-in end with it; given back with each answer; kept and not named again.
            """)
    var rotation: ServerManner.Rotation?
    @Option(parsing: .singleValue, help: "How clients may prove who they are; may be repeated.")
    var clientAuth: [ServerManner.ClientAuthentication] = []
    @Option(help: "How a client with wrong credentials is turned away: 400, 401 with or without a challenge, 403.")
    var clientRefusal: ServerManner.Refusal?
    @Option(help: "How a wrong password is turned away: 400, 401 with or without a challenge, an empty 403.")
    var passwordRefusal: ServerManner.Refusal?
    @Option(parsing: .singleValue, help: "A scope that may be asked for; may be repeated. Any other is invalid_scope.")
    var knownScope: [String] = []
    @Option(help: "The scope of answers, as JSON, or omitted.")
    var scope: String?
    @Option(help: "The token_type of answers, as JSON, or omitted.")
    var tokenType: String?
    @Option(help: "How expires_in is written: as a number, as digits in a string, or not at all.")
    var expiresIn: ServerManner.ExpiresIn?
    @Option(
        help: """
            How answers of the token endpoint lie on the wire: with a length, in small chunks, with Connection: close, \
            or in HTTP/1.0 without a length.
            """)
    var framing: ServerManner.Framing?
    @Flag(help: "Answer token requests in gzip form, although nobody asked for that.")
    var compress = false

    /// What the flags come to.
    func serverManner() throws(SandboxError) -> ServerManner {
        var result = ServerManner(manner)
        if let rotation { result.rotation = rotation }
        if !clientAuth.isEmpty { result.clientAuthentication = Set(clientAuth) }
        if let clientRefusal { result.clientRefusal = clientRefusal }
        if let passwordRefusal { result.passwordRefusal = passwordRefusal }
        if !knownScope.isEmpty { result.knownScopes = Set(knownScope) }
        if let scope { result.scope = try member("scope", scope) }
        if let tokenType { result.tokenType = try member("token-type", tokenType) }
        if let expiresIn { result.expiresIn = expiresIn }
        if let framing { result.framing = framing }
        if compress { result.compresses = true }
        return result
    }

    private func member(_ flag: String, _ text: String) throws(SandboxError) -> JSONValue? {
        if text == "omitted" { return nil }
        guard let value = JSONValue(parsing: text) else {
            throw .invalidConfiguration("--\(flag) takes a JSON value, or omitted")
        }
        return value
    }
}

extension ServerManner.Preset: ExpressibleByArgument {}
extension ServerManner.Rotation: ExpressibleByArgument {}
extension ServerManner.ClientAuthentication: ExpressibleByArgument {}
extension ServerManner.Refusal: ExpressibleByArgument {}
extension ServerManner.ExpiresIn: ExpressibleByArgument {}
extension ServerManner.Framing: ExpressibleByArgument {}
extension ServerCertificate: ExpressibleByArgument {}
