// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension World {
    /// A number that two canonical worlds share only if they are equal.
    var key: UInt128 {
        var key = KeyPacker()
        key.pack(state)
        key.pack(UInt64(flights.count), bits: 2)
        for index in 0..<flights.count { key.pack(flights[index]) }
        key.pack(UInt64(live >> 1), bits: 13)
        return key.bits
    }
}

/// Packs small numbers one after the other.
struct KeyPacker {
    private(set) var bits: UInt128 = 0
    private var used = 0

    /// - Precondition: `value` fits in as many bits, and all that was packed fits in 128.
    @inline(__always)
    mutating func pack(_ value: UInt64, bits width: Int) {
        used += width
        precondition(value &>> UInt64(width) == 0 && used <= 128, "a world outgrew its key")
        bits = (bits &<< UInt128(width)) | UInt128(value)
    }

    mutating func pack(_ instant: Instant) {
        pack(UInt64(bitPattern: instant.milliseconds &+ 5), bits: 4)
    }

    mutating func pack(_ ref: TokenRef?) {
        pack(ref?.rawValue ?? 0, bits: 4)
    }

    mutating func pack(_ refresh: HeldRefreshToken) {
        pack(refresh.ref)
        pack(refresh.issuedAt)
        pack(refresh.isOutcomeUnknown ? 1 : 0, bits: 1)
    }

    mutating func pack(_ request: PendingRequest) {
        pack(UInt64(request.current.number), bits: 4)
        switch request.phase {
        case .inFlight(let until):
            pack(0, bits: 1)
            pack(until)
        case .backingOff(let until):
            pack(1, bits: 1)
            pack(until)
        }
    }

    mutating func pack(_ state: TokenState) {
        pack(UInt64(state.kind.rawValue), bits: 3)
        switch state {
        case .unauthenticated:
            break
        case .authenticating(let state):
            pack(state.request)
        case .valid(let state):
            pack(state.access.ref)
            pack(state.access.hardStop)
            pack(UInt64(state.refusals), bits: 2)
            switch state.renewal {
            case .due(let time, let refresh):
                pack(1, bits: 2)
                pack(time)
                pack(refresh)
            case .heldBack(let failure, let refresh):
                pack(2, bits: 2)
                pack(UInt64(failure.rawValue), bits: 4)
                pack(refresh)
            case .impossible:
                pack(3, bits: 2)
            }
        case .expired(let state):
            pack(state.refresh)
        case .refreshing(let state):
            pack(state.refresh)
            pack(state.access?.ref)
            pack(state.access?.hardStop ?? World.now)
            pack(UInt64(state.refusals), bits: 2)
            pack(UInt64(state.coolDowns), bits: 2)
            pack(state.request)
        case .failed(let state):
            pack(UInt64(state.failure.rawValue), bits: 4)
            pack(state.refresh?.ref)
            pack(state.refresh?.isOutcomeUnknown == true ? 1 : 0, bits: 1)
            pack(UInt64(state.refusals), bits: 2)
            pack(state.coolDownEnd)
        }
    }

    mutating func pack(_ flight: Flight) {
        pack(flight.current.attempt.number, bits: 2)
        pack(UInt64(flight.current.number), bits: 4)
        pack(flight.spent)
        pack(flight.sentAt)
        pack(flight.isSuperseded ? 1 : 0, bits: 1)
        switch flight.content {
        case .request:
            pack(0, bits: 2)
        case .grant(let access, let refresh):
            pack(1, bits: 2)
            pack(access)
            pack(refresh)
        case .denial(let code):
            pack(2, bits: 2)
            pack(UInt64(code.rawValue), bits: 3)
        }
    }
}
