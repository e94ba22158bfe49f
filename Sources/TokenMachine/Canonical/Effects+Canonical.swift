// SPDX-License-Identifier: Apache-2.0

extension Effects {
    /// The canonical form, 4 to 75 bytes long: the four effects in their order, each behind a presence byte or count.
    public var canonicalBytes: [UInt8] {
        var writer = CanonicalWriter()
        writer.write(send) { $0.write($1) }
        writer.write(wake) { $0.write($1) }
        writer.write(settle) { $0.write($1) }
        writer.write(UInt8(forget.count))
        for ref in forget { writer.write(ref) }
        return writer.bytes
    }

    /// The effects whose canonical form this is.
    public init(canonicalBytes: [UInt8]) throws(MalformedBytes) {
        var reader = CanonicalReader(canonicalBytes)
        self.init(
            send: try reader.readOptional { reader throws(MalformedBytes) in try reader.readTokenRequest() },
            wake: try reader.readOptional { reader throws(MalformedBytes) in try reader.readWake() },
            settle: try reader.readOptional { reader throws(MalformedBytes) in try reader.readOutcome() },
            forget: try reader.readRefs())
        try reader.finish()
    }
}

extension CanonicalWriter {
    mutating func write(_ request: TokenRequest) {
        write(request.current)
        switch request.grantType {
        case .password:
            write(UInt8(1))
        case .refreshToken(let ref):
            write(UInt8(2))
            write(ref)
        }
    }

    mutating func write(_ wake: Wake) {
        switch wake {
        case .at(let instant):
            write(UInt8(1))
            write(instant)
        case .never:
            write(UInt8(2))
        }
    }

    mutating func write(_ outcome: Outcome) {
        switch outcome {
        case .token(let ref):
            write(UInt8(1))
            write(ref)
        case .failed(let failure):
            write(UInt8(2))
            write(failure.rawValue)
        case .unavailable(let until):
            write(UInt8(3))
            write(until)
        case .superseded:
            write(UInt8(4))
        case .signedOut:
            write(UInt8(5))
        }
    }
}

extension CanonicalReader {
    mutating func readTokenRequest() throws(MalformedBytes) -> TokenRequest {
        let current = try readTry()
        switch try read(UInt8.self) {
        case 1: return TokenRequest(current, grantType: .password)
        case 2: return TokenRequest(current, grantType: .refreshToken(try readRef()))
        default: throw unexpectedByte("a code of TokenRequest.GrantType")
        }
    }

    mutating func readWake() throws(MalformedBytes) -> Wake {
        switch try read(UInt8.self) {
        case 1: .at(try readInstant())
        case 2: .never
        default: throw unexpectedByte("a code of Wake")
        }
    }

    mutating func readOutcome() throws(MalformedBytes) -> Outcome {
        switch try read(UInt8.self) {
        case 1: .token(try readRef())
        case 2: .failed(try readCode(Failure.self))
        case 3: .unavailable(until: try readInstant())
        case 4: .superseded
        case 5: .signedOut
        default: throw unexpectedByte("a code of Outcome")
        }
    }

    mutating func readRefs() throws(MalformedBytes) -> RefSet {
        let count = Int(try read(UInt8.self))
        guard count <= RefSet.capacity else { throw unexpectedByte("at most \(RefSet.capacity) refs") }
        var refs = RefSet()
        for _ in 0..<count { refs.insert(try readRef()) }
        guard refs.count == count else { throw failure("refs that differ") }
        return refs
    }
}
