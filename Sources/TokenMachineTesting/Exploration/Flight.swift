// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// A request on its way to the server, or its answer on the way back.
struct Flight: Hashable, BitwiseCopyable {
    enum Content: Hashable, BitwiseCopyable {
        case request
        case grant(access: TokenRef, refresh: TokenRef?)
        case denial(OAuthErrorCode)
    }

    var current: TokenTry
    /// The refresh token that is offered, `nil` for a password.
    var spent: TokenRef?
    var sentAt: Instant
    /// Whether a sign-in, an adoption or a sign-out came after it was sent.
    var isSuperseded = false
    var content = Content.request

    /// The tokens that it names, one bit for each ref.
    var names: UInt16 {
        var names = spent.map(World.bit) ?? 0
        if case .grant(let access, let refresh) = content {
            names |= World.bit(access) | (refresh.map(World.bit) ?? 0)
        }
        return names
    }
}

/// Up to three flights, in place.
struct Flights: Hashable, BitwiseCopyable {
    static let capacity = 3

    private var first: Flight?
    private var second: Flight?
    private var third: Flight?
    private(set) var count = 0

    subscript(index: Int) -> Flight {
        get {
            // Only indices below `count` are asked for, and those are filled.
            let flight = index == 0 ? first : index == 1 ? second : third
            return flight ?? Flight(current: TokenTry(attempt: Attempt(0), number: 0), spent: nil, sentAt: .distantPast)
        }
        set {
            switch index {
            case 0: first = newValue
            case 1: second = newValue
            default: third = newValue
            }
        }
    }

    mutating func append(_ flight: Flight) {
        self[count] = flight
        count += 1
    }

    mutating func remove(at index: Int) {
        if index == 0 { first = second }
        if index <= 1 { second = third }
        third = nil
        count -= 1
        if count < 2 { second = nil }
        if count < 1 { first = nil }
    }
}
