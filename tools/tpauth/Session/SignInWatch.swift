// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TicketparkAuth
import TokenMachine

/// Watches a sign-in: tells people in a terminal why it takes so long, and ends one that trying again cannot help.
struct SignInWatch {
    var server: ServerURL
    var place: LogPlace
    /// The last event before the sign-in.
    var lastSeq: Int64

    /// Watches until the caller's task is cancelled, or until it has ended the sign-in.
    ///
    /// - Returns: The fault for which it ended the sign-in.
    func run(_ session: TokenSession) async -> ServerFault? {
        var lastSeq = lastSeq
        for await change in session.changes {
            guard case .authenticating(let held) = change.state, case .backingOff = held.request.phase,
                let last = try? LastFault.read(in: place.path, label: place.label, after: lastSeq),
                let fault = last.serverFault
            else { continue }
            lastSeq = last.seq
            if !fault.mayPass, (try? await session.signOut()) != nil { return fault }
            guard StandardStream.error.isTerminal else { continue }
            StandardStream.complain(
                "try \(held.request.current.number): \(fault.explanation(at: server)); trying again")
        }
        return nil
    }
}
