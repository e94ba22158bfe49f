// SPDX-License-Identifier: Apache-2.0

extension TokenState {
    /// The canonical form, 17 to 88 bytes long: the code of the state, its attempts, then what it holds.
    public var canonicalBytes: [UInt8] {
        var writer = CanonicalWriter()
        writer.write(kind.rawValue)
        writer.write(attempts.seed)
        writer.write(attempts.last.number)
        switch self {
        case .unauthenticated:
            break
        case .authenticating(let state):
            writer.write(state.request)
        case .valid(let state):
            writer.write(state.access)
            writer.write(state.refusals)
            writer.write(state.renewal)
        case .expired(let state):
            writer.write(state.refresh)
        case .refreshing(let state):
            writer.write(state.refresh)
            writer.write(state.access) { $0.write($1) }
            writer.write(state.refusals)
            writer.write(state.coolDowns)
            writer.write(state.request)
        case .failed(let state):
            writer.write(state.failure.rawValue)
            writer.write(state.refresh) { $0.write($1) }
            writer.write(state.refusals)
            writer.write(state.coolDownEnd)
            writer.write(state.coolDowns)
        }
        return writer.bytes
    }

    /// The state whose canonical form this is.
    public init(canonicalBytes: [UInt8]) throws(MalformedBytes) {
        var reader = CanonicalReader(canonicalBytes)
        let kind = try reader.readCode(StateKind.self)
        let attempts = AttemptSequence(
            seed: try reader.read(UInt64.self), last: Attempt(try reader.read(UInt64.self)))
        switch kind {
        case .unauthenticated:
            self = .unauthenticated(Unauthenticated(attempts: attempts))
        case .authenticating:
            self = .authenticating(Authenticating(attempts: attempts, request: try reader.readRequest()))
        case .valid:
            self = .valid(
                Valid(
                    attempts: attempts,
                    access: try reader.readAccessToken(),
                    refusals: try reader.read(UInt32.self),
                    renewal: try reader.readRenewal()))
        case .expired:
            self = .expired(Expired(attempts: attempts, refresh: try reader.readRefreshToken()))
        case .refreshing:
            self = .refreshing(
                Refreshing(
                    attempts: attempts,
                    refresh: try reader.readRefreshToken(),
                    access: try reader.readOptional { reader throws(MalformedBytes) in try reader.readAccessToken() },
                    refusals: try reader.read(UInt32.self),
                    coolDowns: try reader.read(UInt32.self),
                    request: try reader.readRequest()))
        case .failed:
            self = .failed(
                Failed(
                    attempts: attempts,
                    failure: try reader.readCode(Failure.self),
                    refresh: try reader.readOptional { reader throws(MalformedBytes) in
                        try reader.readRefreshToken()
                    },
                    refusals: try reader.read(UInt32.self),
                    coolDownEnd: try reader.readInstant(),
                    coolDowns: try reader.read(UInt32.self)))
        }
        try reader.finish()
    }
}

extension CanonicalWriter {
    mutating func write(_ token: HeldAccessToken) {
        write(token.ref)
        write(token.issuedAt)
        write(token.hardStop)
    }

    mutating func write(_ token: HeldRefreshToken) {
        write(token.ref)
        write(token.issuedAt)
        write(token.isOutcomeUnknown)
    }

    mutating func write(_ renewal: Renewal) {
        switch renewal {
        case .due(let time, let refresh):
            write(UInt8(1))
            write(time)
            write(refresh)
        case .heldBack(let failure, let refresh):
            write(UInt8(2))
            write(failure.rawValue)
            write(refresh)
        case .impossible:
            write(UInt8(3))
        }
    }

    mutating func write(_ request: PendingRequest) {
        write(request.current)
        switch request.phase {
        case .inFlight(let until):
            write(UInt8(1))
            write(until)
        case .backingOff(let until):
            write(UInt8(2))
            write(until)
        }
    }

    mutating func write(_ current: TokenTry) {
        write(current.attempt.number)
        write(current.number)
    }
}

extension CanonicalReader {
    mutating func readAccessToken() throws(MalformedBytes) -> HeldAccessToken {
        HeldAccessToken(ref: try readRef(), issuedAt: try readInstant(), hardStop: try readInstant())
    }

    mutating func readRefreshToken() throws(MalformedBytes) -> HeldRefreshToken {
        HeldRefreshToken(ref: try readRef(), issuedAt: try readInstant(), isOutcomeUnknown: try readFlag())
    }

    mutating func readRenewal() throws(MalformedBytes) -> Renewal {
        switch try read(UInt8.self) {
        case 1: .due(at: try readInstant(), try readRefreshToken())
        case 2: .heldBack(try readCode(Failure.self), try readRefreshToken())
        case 3: .impossible
        default: throw unexpectedByte("a code of Renewal")
        }
    }

    mutating func readRequest() throws(MalformedBytes) -> PendingRequest {
        let current = try readTry()
        switch try read(UInt8.self) {
        case 1: return PendingRequest(current: current, phase: .inFlight(until: try readInstant()))
        case 2: return PendingRequest(current: current, phase: .backingOff(until: try readInstant()))
        default: throw unexpectedByte("a code of PendingRequest.Phase")
        }
    }

    mutating func readTry() throws(MalformedBytes) -> TokenTry {
        TokenTry(attempt: Attempt(try read(UInt64.self)), number: try read(UInt32.self))
    }
}
