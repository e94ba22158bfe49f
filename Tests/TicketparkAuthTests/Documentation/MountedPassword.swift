// SPDX-License-Identifier: Apache-2.0

// The listing of WhenASessionNeedsSignIn.md, word for word: a test holds one against the other.

import AuditLog
import Foundation
import TicketparkAuth
import TokenMachine

/// A password in a file that a secret manager mounts and replaces.
struct MountedPassword: CredentialSource {
    var username: String
    var file: URL

    func credentials(for session: SessionLabel, after failure: Failure) async throws -> UserCredentials? {
        guard session.text == "box-office" else { return nil }
        let password = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .newlines)
        return UserCredentials(username: Secret(username), password: Secret(password))
    }
}
