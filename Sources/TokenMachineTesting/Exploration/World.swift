// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// A session and all around it that matters: what the server would take, and what is on its way.
///
/// Its refs are small numbers, and "now" is always the same instant: time passes by moving everything else back. See
/// `World+Canonical.swift` for what makes two worlds the same.
struct World: Hashable, BitwiseCopyable {
    static let now = Instant(milliseconds: 0)
    static let lastAttempt = Attempt(2)
    static let olderAttempt = Attempt(1)
    /// Names a token that nobody holds.
    static let unknownRef = TokenRef(rawValue: 15)

    var state = TokenState.unauthenticated(
        Unauthenticated(attempts: AttemptSequence(seed: 0, last: World.lastAttempt)))
    var flights = Flights()
    /// One bit for each refresh token that the server would take.
    var live: UInt16 = 0
    /// The number of the last ref that is in use.
    var lastRef: UInt64 = 0

    mutating func newRef() -> TokenRef {
        lastRef += 1
        return TokenRef(rawValue: lastRef)
    }

    mutating func newLiveRef() -> TokenRef {
        let ref = newRef()
        live |= World.bit(ref)
        return ref
    }

    mutating func kill(_ ref: TokenRef) {
        live &= ~World.bit(ref)
    }

    func isLive(_ refresh: TokenRef) -> Bool {
        live & World.bit(refresh) != 0
    }

    /// What is known of the tokens here.
    var ledger: WorldLedger {
        var ended: UInt16 = 0
        for index in 0..<flights.count where flights[index].isSuperseded { ended |= flights[index].names }
        return WorldLedger(live: live, ended: ended)
    }

    static func bit(_ ref: TokenRef) -> UInt16 {
        1 << UInt16(truncatingIfNeeded: ref.rawValue)
    }

    /// Performs the effects of `transition`, which `event` brought about.
    mutating func perform(_ transition: Transition, after event: TokenEvent, flights limit: Int) {
        state = transition.state
        if transition.disposition == .taken {
            switch event.kind {
            case .signInRequested, .grantAdopted, .signOutRequested:
                for index in 0..<flights.count { flights[index].isSuperseded = true }
            case .grantIssued, .requestDenied, .requestFaulted, .tokenRequested, .accessRejected, .deadlineReached,
                .attemptInterrupted:
                break
            }
        }
        guard let send = transition.effects.send else { return }
        if flights.count == limit { flights.remove(at: 0) }
        let spent: TokenRef? =
            switch send.grantType {
            case .password: nil
            case .refreshToken(let ref): ref
            }
        flights.append(Flight(current: send.current, spent: spent, sentAt: event.at))
    }
}

/// The live and the ended tokens of a world, one bit for each ref.
struct WorldLedger: TokenLedger, BitwiseCopyable {
    var live: UInt16
    var ended: UInt16

    func isLive(_ refresh: TokenRef) -> Bool {
        live & World.bit(refresh) != 0
    }

    func isEnded(_ ref: TokenRef) -> Bool {
        ended & World.bit(ref) != 0
    }
}
