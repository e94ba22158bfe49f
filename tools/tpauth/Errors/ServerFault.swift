// SPDX-License-Identifier: Apache-2.0

import TicketparkAuth
import TokenMachine

/// A request that brought no usable answer, for people.
struct ServerFault {
    var kind: FaultKind
    var status: UInt16?
    var reached: Reach
    /// What the network library or the server said. From outside.
    var note: String?

    /// What went wrong at `server`, and what to do next.
    func explanation(at server: ServerURL) -> String {
        let place = server.authority
        return switch kind {
        case .unreachable:
            "cannot connect to \(place)\(said); check --base-url and the network"
        case .insecure:
            "the TLS certificate of \(place) is not trusted\(said); if its authority is a private one, name its PEM "
                + "file with --ca-file"
        case .notSent:
            "the request to \(place) was not sent\(said); try again"
        case .disconnected:
            "the connection to \(place) broke before an answer came, and the server may have done its work; try again"
        case .timedOut:
            "\(place) did not answer in time\(reach); try later"
        case .serverError:
            "\(place) failed\(code)\(said); try later"
        case .overloaded:
            "\(place) asked to come back later\(code)\(said)"
        case .redirected:
            "\(place) answered with a redirect\(code)\(said), which is not followed; check --base-url"
        case .refusedByProxy:
            "\(place) refused the request without an OAuth error\(code)\(said); a proxy or a wrong --base-url may be "
                + "in the way"
        case .notAGrant:
            "\(place) answered with something that is no grant\(code)\(said); check --base-url"
        case .tokenMissing:
            "nothing was sent to \(place), as the log's vault does not have the refresh token; sign in: tpauth login"
        }
    }

    /// Whether trying again within seconds is of any use.
    var mayPass: Bool {
        switch kind {
        case .insecure, .tokenMissing: false
        case .unreachable, .notSent, .disconnected, .timedOut, .serverError, .overloaded, .redirected,
            .refusedByProxy, .notAGrant:
            true
        }
    }

    private var said: String { note.map { " (\(OneLine.of($0)))" } ?? "" }
    private var code: String { status.map { " with status \($0)" } ?? "" }
    private var reach: String { reached == .maybe ? ", and may have done its work" : "" }
}

extension ServerURL {
    /// Host and port.
    var authority: String {
        host + (port.map { ":\($0)" } ?? "")
    }
}
