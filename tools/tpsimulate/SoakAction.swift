// SPDX-License-Identifier: Apache-2.0

import TicketparkAuth

/// What somebody does with a session in a soak.
enum SoakAction: CaseIterable {
    /// A caller asks for a token.
    case ask
    /// A caller asks and does not wait for the answer.
    case askAndLeave
    /// The API refuses the token that a caller was given.
    case refuse
    /// An operator signs the session out, and in again.
    case signOut
    /// An operator hands over a refresh token that the server does not know.
    case adopt
    /// The service lets go of the session.
    case evict

    /// How often each comes about, of the sum of them all.
    var weight: Int {
        switch self {
        case .ask: 60
        case .askAndLeave, .refuse, .evict: 10
        case .signOut, .adopt: 5
        }
    }

    /// Does it. What goes wrong with it is a matter of the service's own, and seen in the log.
    func perform(on label: String, of service: TokenService) async throws {
        let session = try service.session(label)
        switch self {
        case .ask:
            try await SoakAction.ask(session)
        case .askAndLeave:
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await session.accessToken() }
                group.cancelAll()
            }
        case .refuse:
            if let token = try? await session.accessToken() { await session.reject(token) }
        case .signOut:
            try await session.signOut()
            try await SoakAction.ask(session)
        case .adopt:
            try await session.adopt(refreshToken: "unknown-to-the-server")
            try await SoakAction.ask(session)
        case .evict:
            try await service.evict(label)
        }
    }

    /// Asks for a token, and signs in where that is needed.
    static func ask(_ session: TokenSession) async throws {
        do {
            _ = try await session.accessToken()
        } catch TokenError.needsSignIn {
            try await session.signIn(username: "box-office", password: "correct horse")
        }
    }
}
