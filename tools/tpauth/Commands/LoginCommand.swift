// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TicketparkAuth
import TokenMachine

/// `tpauth login`: signs in with user name and password.
struct LoginCommand: AuthCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Sign in with user name and password.",
        usage: "tpauth login [<options>]",
        discussion: """
            The password is asked for in a terminal, without echo, and is otherwise read from standard input. It is \
            used once and kept nowhere. The log and its keys are made where they are missing.

            What the session held before is forgotten as soon as the sign-in begins, also if it then fails.

            EXAMPLES:
              tpauth login --username john@domain.ch
              tpauth login --session box-office < password.txt
            """)

    @Option(help: "The user name (TICKETPARK_USERNAME).")
    var username: String?
    @OptionGroup var log: LogOptions
    @OptionGroup var client: ClientOptions

    func execute() async throws -> AuthExit {
        let place = try await log.place()
        let provider = try await client.provider()
        let username = try await name()
        let held = try heldState(place)
        if held.isSignedIn {
            StandardStream.complain(
                "session \(place.label) is signed in; this sign-in forgets what it holds, even if it fails")
        }
        let password = try StandardInput.secret("password", prompt: "Password of \(OneLine.of(username)): ")
        let access = SessionAccess(provider: provider, place: place, isSigningIn: true)
        let watch = SignInWatch(server: provider.tokenEndpoint, place: place, lastSeq: held.seq)
        try await access.run(createsLog: true) { session in
            try await signIn(session, username, password, watch)
            try await StandardStream.output.write(line: said(of: session, username, place))
        }
        return .fine
    }

    private func signIn(
        _ session: TokenSession, _ username: String, _ password: Secret, _ watch: SignInWatch
    ) async throws {
        async let watched = watch.run(session)
        do {
            try await session.signIn(
                username: username, password: password.reveal(), waitingUpTo: .seconds(client.timeout))
        } catch TokenError.superseded {
            guard let fault = await watched else { throw TokenError.superseded }
            throw Refusal(.unavailable, fault.explanation(at: watch.server))
        }
    }

    private func name() async throws -> String {
        let settings = Settings(flags: [.username: username])
        if let name = try await settings.text(.username) { return name }
        guard StandardInput.isTerminal else { return try await settings.require(.username) }
        return try StandardInput.text("user name", prompt: "User name: ")
    }

    /// Where the session stands before; what cannot be read is told when it is opened.
    private func heldState(_ place: LogPlace) throws -> (isSignedIn: Bool, seq: Int64) {
        guard let reader = try? LogReader(path: place.path), let session = try? reader.session(place.label) else {
            return (false, 0)
        }
        let isSignedIn = session.state.access != nil || session.state.refresh != nil
        return (isSignedIn, session.last?.seq ?? 0)
    }

    private func said(of session: TokenSession, _ username: String, _ place: LogPlace) async throws -> String {
        let token = try await session.accessToken()
        let seconds = max(0, (token.hardStop - .wallClock).milliseconds / 1000)
        return "signed in as \(OneLine.of(username)); session \(OneLine.of(place.label)) in \(OneLine.of(place.path)), "
            + "access token good for \(seconds) s"
    }
}
