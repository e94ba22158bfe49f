// SPDX-License-Identifier: Apache-2.0

import TicketparkAuth
import TokenMachine

extension Refusal {
    /// An API call that came to nothing at `server`.
    init(_ error: APIError, server: ServerURL) {
        switch error {
        case .invalidRequest:
            self.init(.usage, error.description)
        case .unauthorized, .forbidden, .notFound, .conflict, .rejected, .redirected, .unexpectedContent:
            self.init(.refused, error.description)
        case .overloaded, .serverError:
            self.init(.unavailable, error.description)
        case .transport(let transport):
            let fault = ServerFault(
                kind: transport.kind, status: nil, reached: transport.reached, note: transport.detail)
            let path = OneLine.of(transport.path)
            self.init(.unavailable, "\(transport.method.rawValue) \(path): " + fault.explanation(at: server))
        }
    }
}
