// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TicketparkAuth
import TicketparkSandbox
import TokenMachine

/// A server that a ticket service may meet, the client's settings that fit it, and what then has to come of everything.
struct OtherServer: Sendable {
    /// What becomes of a refresh whose answer was lost.
    enum LostAnswer: Hashable {
        /// The next try brings the tokens, as the refresh token is still good.
        case isMadeUpFor
        /// The next try is refused, and the session is lost.
        case costsTheSession
        /// There is no next try, as it would end the family; the session is lost.
        case isNotAskedForAgain
    }

    let preset: ServerManner.Preset
    let authentication: ClientAuthentication
    var reuse = TokenPolicy.RefreshTokenReuse.harmless
    var scope: String?
    /// What the log says of each try with a wrong password.
    var wrongPassword = LoggedAnswer.denied(Denial(code: .invalidGrant, status: 400))
    /// How often a wrong password is sent.
    var passwordTries = 1
    /// Why a wrong password signs nobody in, as far as can be known.
    var passwordFailure = Failure.signInRejected
    /// The status with which a client that cannot prove who it is is turned away.
    var clientStatus: UInt16 = 400
    var lostAnswer = LostAnswer.costsTheSession

    static let all = [
        OtherServer(preset: .ticketpark, authentication: .rawBasic),
        OtherServer(
            preset: .rfc6749, authentication: .formEncodedBasic, scope: "events", clientStatus: 401,
            lostAnswer: .isMadeUpFor),
        OtherServer(
            preset: .rfc9700, authentication: .formEncodedBasic, reuse: .revokesFamily, clientStatus: 401,
            lostAnswer: .isNotAskedForAgain),
        // A 403 with nothing in it may come from any firewall, so it is no denial. It is not asked about for ever.
        OtherServer(
            preset: .curt, authentication: .rawBasic,
            wrongPassword: .faulted(Fault(.refusedByProxy, status: 403, reached: .maybe)), passwordTries: 5,
            passwordFailure: .unavailable),
        OtherServer(
            preset: .old, authentication: .requestBody,
            wrongPassword: .denied(Denial(code: .invalidGrant, status: 401)), clientStatus: 401,
            lostAnswer: .isMadeUpFor),
        OtherServer(preset: .compressing, authentication: .rawBasic),
    ]

    var manner: ServerManner { ServerManner(preset) }
    var rotates: Bool { manner.rotation == .harmless || manner.rotation == .revokingFamily }

    /// Waits that are as short as an impatient operator could set them.
    var policy: TokenPolicy {
        var policy = TokenPolicy.ticketpark
        policy.firstBackOff = .milliseconds(5)
        policy.refreshTokenReuse = reuse
        // Refusals are how these tests ask for a refresh.
        policy.maxRejections = 100
        return policy
    }
}

/// What the log says that the token endpoint answered.
enum LoggedAnswer: Hashable, Sendable {
    case granted
    case denied(Denial)
    case faulted(Fault)

    init?(_ event: StoredEvent) {
        switch event.event?.fact {
        case .grantIssued: self = .granted
        case .requestDenied(_, let denial): self = .denied(denial)
        case .requestFaulted(_, let fault): self = .faulted(fault)
        default: return nil
        }
    }
}
