// SPDX-License-Identifier: Apache-2.0

public import AuditLog
public import TokenMachine

/// A user's name and password. It shows neither of them.
public struct UserCredentials: Hashable, Sendable {
    /// The user name.
    public let username: Secret
    /// The password.
    public let password: Secret

    /// These.
    public init(username: Secret, password: Secret) {
        self.username = username
        self.password = password
    }
}

/// Where a service finds the user name and password of a session that needs a sign-in while nobody is there: a secret
/// manager, a mounted file.
///
/// A session is signed in with what the source gives, which is then dropped: it is written nowhere and not kept in
/// memory. To hand a machine a password that a person should type is a trade: a session that renews itself for years
/// against a secret that can be read on the machine.
public protocol CredentialSource: Sendable {
    /// The credentials of `session`, which needs a sign-in.
    ///
    /// It is asked once for each failure, with growing pauses while failures follow each other. It is not asked after a
    /// server refused a password, nor after somebody signed out, until ``TokenService/credentialsChanged(for:)`` is called:
    /// a wrong password that is tried again and again locks the account.
    ///
    /// - Parameters:
    ///   - session: Which session.
    ///   - failure: Why it needs a sign-in.
    /// - Returns: The credentials; `nil` where there are none for that session, who is then left alone until its next
    ///   failure.
    /// - Throws: Any error, where it cannot tell now. It is asked again later. The error is told to nobody, as it might
    ///   show a secret.
    func credentials(for session: SessionLabel, after failure: Failure) async throws -> UserCredentials?
}
