// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension World {
    /// Puts what makes no difference any more to the same value, so that worlds that behave alike are equal: instants
    /// that have passed, times that are read no more, numbers of attempts and tries that are over, counts beyond the
    /// last one that matters, and the names of tokens.
    mutating func canonicalize(policy: TokenPolicy) {
        let last = state.attempts.last
        state.normalize(policy: policy)
        for index in 0..<flights.count { flights[index].normalize(last: last, policy: policy) }
        sortFlights()
        renameRefs()
    }

    /// Flights have no order but the one in which they will be lost; of two, either may be lost at any time.
    private mutating func sortFlights() {
        guard flights.count > 1 else { return }
        for end in (1..<flights.count).reversed() {
            for index in 0..<end where rank(flights[index]) > rank(flights[index + 1]) {
                let earlier = flights[index]
                flights[index] = flights[index + 1]
                flights[index + 1] = earlier
            }
        }
    }

    /// Orders flights by what does not depend on the names of tokens: what they are, and what their tokens are here.
    private func rank(_ flight: Flight) -> UInt64 {
        var rank = flight.current.attempt.number << 3 | UInt64(flight.current.number)
        rank = rank << 4 | UInt64(bitPattern: World.now.milliseconds &- flight.sentAt.milliseconds)
        rank = rank << 4 | standing(flight.spent)
        rank = rank << 1 | (flight.isSuperseded ? 1 : 0)
        switch flight.content {
        case .request: return rank << 10
        case .denial(let code): return rank << 10 | 1 << 8 | UInt64(code.rawValue)
        case .grant(let access, let refresh): return rank << 10 | 2 << 8 | standing(access) << 4 | standing(refresh)
        }
    }

    /// Whether a token is there, live, and held.
    private func standing(_ ref: TokenRef?) -> UInt64 {
        guard let ref else { return 0 }
        return 1 | (live & World.bit(ref) == 0 ? 0 : 2) | (state.holds(ref) ? 4 : 0)
    }

    mutating func renameRefs() {
        var names = RefNames()
        state.rename(&names)
        for index in 0..<flights.count { flights[index].rename(&names) }
        live = names.renamed(live)
        lastRef = names.count
    }
}

/// New names for refs, 1, 2, 3 in the order in which they are met. Four bits for each of up to 15.
struct RefNames {
    private var table: UInt64 = 0
    private(set) var count: UInt64 = 0

    mutating func name(_ ref: TokenRef) -> TokenRef {
        let shift = ref.rawValue * 4
        let known = (table >> shift) & 15
        if known != 0 { return TokenRef(rawValue: known) }
        count += 1
        table |= count << shift
        return TokenRef(rawValue: count)
    }

    func renamed(_ mask: UInt16) -> UInt16 {
        var (rest, renamed) = (mask, UInt16(0))
        while rest != 0 {
            let bit = UInt64(rest.trailingZeroBitCount)
            rest &= rest - 1
            let name = (table >> (bit * 4)) & 15
            if name != 0 { renamed |= 1 << UInt16(name) }
        }
        return renamed
    }
}

extension Instant {
    /// This instant, or `earliest` where it lies before that.
    func clamped(_ earliest: Instant = World.now) -> Instant {
        max(self, earliest)
    }
}

extension HeldAccessToken {
    mutating func normalize() {
        issuedAt = World.now
        hardStop = hardStop.clamped()
    }
}

extension HeldRefreshToken {
    /// - Parameter keepsAlive: Whether its keep-alive can still come to matter.
    mutating func normalize(keepsAlive: Bool, policy: TokenPolicy) {
        guard keepsAlive && policy.renewal == .onDemand else {
            issuedAt = World.now
            return
        }
        issuedAt = issuedAt.clamped(World.now - policy.refreshTokenLifetime.scaled(permille: policy.keepAlivePermille))
    }
}

extension PendingRequest {
    mutating func normalize() {
        current.attempt = World.lastAttempt
        switch phase {
        case .inFlight(let until): phase = .inFlight(until: until.clamped())
        case .backingOff(let until): phase = .backingOff(until: until.clamped())
        }
    }
}

extension Flight {
    mutating func normalize(last: Attempt, policy: TokenPolicy) {
        if current.attempt == last {
            current.attempt = World.lastAttempt
        } else {
            current.attempt = World.olderAttempt
            current.number = 1
        }
        if case .denial = content {
            sentAt = World.now
            spent = nil
            return
        }
        // Tokens requested longer ago are used up, and a refresh token that came with them is due to be kept alive.
        let usable = policy.hardStop(issuedAt: World.now, lifetime: policy.defaultLifetime) - World.now
        let idle = policy.renewal == .onDemand ? policy.keepAlive(issuedAt: World.now) - World.now : .zero
        sentAt = sentAt.clamped(World.now - max(usable, idle))
    }

    mutating func rename(_ names: inout RefNames) {
        if let ref = spent { spent = names.name(ref) }
        guard case .grant(let access, let refresh) = content else { return }
        content = .grant(access: names.name(access), refresh: refresh.map { names.name($0) })
    }
}
