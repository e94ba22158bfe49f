// SPDX-License-Identifier: Apache-2.0

/// What one authorization server does in its own way, where RFC 6749 leaves a choice or where servers take one. The
/// defaults are Ticketpark's.
///
/// A manner holds for all requests; what befalls single ones is a ``TokenFault``.
///
/// ```swift
/// var manner = ServerManner(.rfc9700)
/// manner.passwordRefusal = .emptyForbidden
/// let sandbox = try await Sandbox.start(SandboxConfiguration(manner: manner))
/// ```
public struct ServerManner: Sendable, Hashable {
    /// What becomes of a refresh token that was spent.
    public enum Rotation: String, Sendable, Hashable, CaseIterable {
        /// Another one takes its place. If it comes again it is refused, and that is all.
        case harmless
        /// Another one takes its place. If it comes again, all that descend from the same sign-in end (RFC 9700 section
        /// 4.14.2).
        case revokingFamily = "revoking-family"
        /// It stays good, and comes back with each answer.
        case repeated
        /// It stays good, and answers to a refresh have none (RFC 6749 section 6).
        case omitted
    }

    /// A way in which a client proves who it is (RFC 6749 section 2.3.1).
    public enum ClientAuthentication: String, Sendable, Hashable, CaseIterable {
        /// HTTP Basic with key and secret as they are (RFC 7617).
        case rawBasic = "raw-basic"
        /// HTTP Basic with key and secret form-encoded.
        case formBasic = "form-basic"
        /// `client_id` and `client_secret` in the body.
        case body
    }

    /// How somebody is turned away.
    public enum Refusal: String, Sendable, Hashable, CaseIterable {
        /// 400 with the OAuth error.
        case badRequest = "bad-request"
        /// 401 with the OAuth error and `WWW-Authenticate: Basic`, as RFC 6749 section 5.2 has it for clients.
        case challenge
        /// 401 with the OAuth error and without `WWW-Authenticate`, against RFC 9110 section 15.5.2.
        case unauthorized
        /// 403 with an empty body, as a firewall answers too.
        case emptyForbidden = "empty-forbidden"
    }

    /// How `expires_in` is written.
    public enum ExpiresIn: String, Sendable, Hashable, CaseIterable {
        /// As a number.
        case number
        /// As digits in a string.
        case text
        /// Not at all.
        case omitted
    }

    /// How an answer lies on the wire.
    public enum Framing: String, Sendable, Hashable, CaseIterable {
        /// HTTP/1.1 with `Content-Length`.
        case length
        /// HTTP/1.1 in chunks of 1, 2, 3, 5, 8 and more bytes.
        case chunked
        /// HTTP/1.1 with `Content-Length` and `Connection: close`, whatever the client asked for.
        case closing
        /// HTTP/1.0; the end of the connection is the end of the body.
        case old
    }

    /// What becomes of a refresh token that was spent.
    public var rotation: Rotation
    /// How clients may prove who they are. Ticketpark's server undoes no encoding.
    public var clientAuthentication: Set<ClientAuthentication> = [.rawBasic, .body]
    /// How a client that failed to do so is turned away.
    public var clientRefusal = Refusal.badRequest
    /// How a wrong user name or password is turned away.
    public var passwordRefusal = Refusal.badRequest
    /// The scope tokens that may be asked for. Any other is `invalid_scope`.
    public var knownScopes: Set<String> = []
    /// The `scope` of an answer, where none was asked for; nil leaves it out.
    public var scope: JSONValue? = .null
    /// The `token_type` of an answer; nil leaves it out.
    public var tokenType: JSONValue? = "bearer"
    /// How `expires_in` is written.
    public var expiresIn = ExpiresIn.number
    /// How answers of the token endpoint lie on the wire.
    public var framing = Framing.length
    /// Whether answers of the token endpoint come in gzip form, although nobody asked for that.
    public var compresses = false

    /// Ticketpark's manner, but for its rotation where another one is given.
    public init(rotation: Rotation = .harmless) {
        self.rotation = rotation
    }
}

extension SandboxConfiguration {
    /// Refuses a manner with which nobody could ever sign in.
    func validateManner() throws(SandboxError) {
        guard !manner.clientAuthentication.isEmpty else {
            throw .invalidConfiguration("clients need at least one way to prove who they are")
        }
        guard manner.knownScopes.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }) else {
            throw .invalidConfiguration("a scope must not be empty or contain a space")
        }
    }
}
