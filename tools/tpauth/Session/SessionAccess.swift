// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Logging
import TicketparkAuth

/// Opens the service around one session for as long as a command needs it.
struct SessionAccess {
    var provider: Provider
    var place: LogPlace
    /// Whether the command is a sign-in, which changes what a failure means.
    var isSigningIn = false

    /// Runs `body` with the session, then shuts the service down, whatever came of it: a request that is in flight is
    /// waited for, since its answer may carry the only live refresh token.
    ///
    /// - Parameter createsLog: Whether a log that is not there is made.
    func run<Result>(createsLog: Bool, _ body: (TokenSession) async throws -> Result) async throws -> Result {
        let service = try await open(createsLog: createsLog)
        let result: Result
        do {
            result = try await body(try service.session(place.label))
        } catch {
            // What is worth telling is what the body threw; a log that cannot be closed loses nothing.
            try? await shutDown(service)
            throw refusal(for: error)
        }
        try await shutDown(service)
        return result
    }

    private func open(createsLog: Bool) async throws -> TokenService {
        do {
            return try await TokenService(
                provider: provider, log: createsLog ? .file(place.path) : .existingFile(place.path),
                vaultKey: place.key,
                logger: Logger(label: "tpauth") { _ in SwiftLogNoOpLogHandler() })
        } catch {
            throw refusal(for: error)
        }
    }

    /// Shuts down, also in a task that was cancelled, and says why where that takes long.
    private func shutDown(_ service: TokenService) async throws {
        let notice = Task {
            guard (try? await Task.sleep(for: .seconds(2))) != nil else { return }
            StandardStream.complain(
                "waiting for a request in flight, or for the log to become writable; interrupt again to end at once")
        }
        defer { notice.cancel() }
        let end = Task { try await service.shutDown() }
        do {
            try await end.value
        } catch {
            throw refusal(for: error)
        }
    }

    private func refusal(for error: any Error) -> any Error {
        switch error {
        case let error as TokenError:
            Refusal(error, Refusal.Subject(provider: provider, log: place, isSigningIn: isSigningIn))
        case let error as APIError: Refusal(error, server: provider.apiBaseURL)
        case let error as LogError: Refusal(error)
        case let error as ProviderError: Refusal(error)
        case let error as SessionLabelError: Refusal(error)
        default: error
        }
    }
}
