// SPDX-License-Identifier: Apache-2.0

import TicketparkSandbox

/// What the tool says when its sandbox is ready. The credentials in it are the sandbox's own and open nothing else;
/// those that came from a file are left out.
struct Announcement {
    let sandbox: Sandbox
    let caFile: String
    let showsPassword: Bool
    let showsClientSecret: Bool

    /// For people.
    var text: String {
        let secret = showsClientSecret ? OneLine.of(sandbox.clientSecret) : "(from its file)"
        let password = showsPassword ? OneLine.of(sandbox.password) : "(from its file)"
        return """
            Ticketpark sandbox ready at \(sandbox.baseURL)
            Its test credentials are made up, and open nothing but this sandbox:
              client key     \(OneLine.of(sandbox.clientKey))
              client secret  \(secret)
              user name      \(OneLine.of(sandbox.username))
              password       \(password)
            The certificate authority to trust is in \(OneLine.of(caFile))
            export \(variables)
            """
    }

    /// For programs.
    var json: JSONValue {
        var json: JSONValue = [
            "ready": true, "url": .string(sandbox.baseURL), "caFile": .string(caFile),
            "clientKey": .string(sandbox.clientKey), "username": .string(sandbox.username),
        ]
        if showsClientSecret { json["clientSecret"] = .string(sandbox.clientSecret) }
        if showsPassword { json["password"] = .string(sandbox.password) }
        return json
    }

    private var variables: String {
        var pairs = [
            ("TICKETPARK_BASE_URL", sandbox.baseURL), ("TICKETPARK_CA_FILE", caFile),
            ("TICKETPARK_CLIENT_KEY", sandbox.clientKey), ("TICKETPARK_USERNAME", sandbox.username),
        ]
        if showsClientSecret { pairs.append(("TICKETPARK_CLIENT_SECRET", sandbox.clientSecret)) }
        return pairs.map { "\($0)=\(shellQuoted($1))" }.joined(separator: " ")
    }

    private func shellQuoted(_ text: String) -> String {
        "'" + text.replacing("'", with: #"'\''"#) + "'"
    }
}
