// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import TicketparkAuth
import TokenMachine

/// Answers with the status that fits where a session has no token, or the API does not do what it was asked for.
struct RefusalMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as TokenError {
            throw HTTPError(error)
        } catch let error as APIError {
            throw HTTPError(error)
        }
    }
}

extension HTTPError {
    /// That there is no token. Whoever calls can do nothing about it but come back.
    init(_ error: TokenError) {
        switch error {
        case .unavailable(let until, _):
            self.init(until: until, "\(error)")
        case .needsSignIn, .timedOut, .logUnavailable, .adoptionRefused, .nothingToAdopt, .superseded, .shuttingDown:
            self.init(.serviceUnavailable, message: "\(error)")
        }
    }

    /// That the API did not do it. What is the caller's doing goes on to the caller; what lies between this service and
    /// the API does not.
    init(_ error: APIError) {
        let status: HTTPResponse.Status
        switch error {
        case .notFound: status = .notFound
        case .conflict: status = .conflict
        case .rejected: status = .badRequest
        case .overloaded(_, let retryAfter):
            self.init(until: .now + (retryAfter ?? .seconds(5)), "\(error)")
            return
        // Where it was not sent, the caller may send it again.
        case .transport(let transport): status = transport.reached == .no ? .serviceUnavailable : .badGateway
        case .unauthorized, .forbidden, .serverError, .redirected, .unexpectedContent: status = .badGateway
        case .invalidRequest: status = .internalServerError
        }
        self.init(status, message: "\(error)")
    }

    private init(until: Instant, _ message: String) {
        let seconds = min(max(1, (until - .now).milliseconds / 1000), 3600)
        self.init(.serviceUnavailable, headers: [.retryAfter: "\(seconds)"], message: message)
    }
}

extension Instant {
    /// The instant that the wall clock shows.
    fileprivate static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
