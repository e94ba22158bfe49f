// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

/// What has a canonical form, so that one test serves all three.
private protocol Canonical: Equatable {
    var canonicalBytes: [UInt8] { get }
    init(canonicalBytes: [UInt8]) throws(MalformedBytes)
}

extension TokenState: Canonical {}
extension Effects: Canonical {}
extension TokenPolicy: Canonical {}

@Suite struct `The canonical form` {
    /// Reading `value`'s bytes gives `value`; no beginning of them, and nothing longer, is read at all; and whatever
    /// single byte is changed, what is still read writes the changed bytes again.
    private func check<Value: Canonical>(_ value: Value, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let bytes = value.canonicalBytes
        #expect(try Value(canonicalBytes: bytes) == value, sourceLocation: sourceLocation)
        for count in bytes.indices {
            #expect(throws: MalformedBytes.self, sourceLocation: sourceLocation) {
                try Value(canonicalBytes: Array(bytes[..<count]))
            }
        }
        #expect(
            throws: MalformedBytes(offset: bytes.count, expected: "the end"), sourceLocation: sourceLocation
        ) {
            try Value(canonicalBytes: bytes + [0])
        }
        for index in bytes.indices {
            for change in [0x01, 0x02, 0x80, 0xFF] as [UInt8] {
                var changed = bytes
                changed[index] ^= change
                if let read = try? Value(canonicalBytes: changed) {
                    #expect(read.canonicalBytes == changed, sourceLocation: sourceLocation)
                    #expect(read != value, sourceLocation: sourceLocation)
                }
            }
        }
    }

    @Test(arguments: StateKind.allCases)
    func `states come back as they were, and malformed ones not at all`(kind: StateKind) throws {
        var random = SplitMix64(seed: UInt64(kind.rawValue))
        for _ in 0..<12 { try check(random.anyState(of: kind)) }
        for _ in 0..<400 {
            let state = random.anyState(of: kind)
            #expect(try TokenState(canonicalBytes: state.canonicalBytes) == state)
        }
    }

    @Test func `effects come back as they were, and malformed ones not at all`() throws {
        var random = SplitMix64(seed: 1)
        for _ in 0..<60 { try check(random.anyEffects()) }
        for _ in 0..<1_500 {
            let effects = random.anyEffects()
            #expect(try Effects(canonicalBytes: effects.canonicalBytes) == effects)
        }
    }

    @Test func `policies come back as they were, and malformed ones not at all`() throws {
        var random = SplitMix64(seed: 1)
        for _ in 0..<8 { try check(random.anyPolicy()) }
        for _ in 0..<500 {
            let policy = random.anyPolicy()
            #expect(try TokenPolicy(canonicalBytes: policy.canonicalBytes) == policy)
        }
    }

    @Test func `what comes of an example comes back as it was`() throws {
        for example in `The census of the machine`.examples {
            #expect(try TokenState(canonicalBytes: example.state.canonicalBytes) == example.state)
            #expect(try Effects(canonicalBytes: example.expected.effects.canonicalBytes) == example.expected.effects)
        }
    }

    @Test func `random bytes are refused, or are the canonical form of something`() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<3_000 {
            var bytes = (0..<random.below(140)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            if !bytes.isEmpty { bytes[0] = UInt8(random.below(8)) }
            if let state = try? TokenState(canonicalBytes: bytes) { #expect(state.canonicalBytes == bytes) }
            if let effects = try? Effects(canonicalBytes: bytes) { #expect(effects.canonicalBytes == bytes) }
            if let policy = try? TokenPolicy(canonicalBytes: bytes) { #expect(policy.canonicalBytes == bytes) }
        }
    }

    @Test func `the longest state has 88 bytes, the shortest 17`() {
        var random = SplitMix64(seed: 3)
        let counts = (0..<2_000).map { _ in random.anyState().canonicalBytes.count }
        #expect(counts.max() == 88)
        #expect(counts.min() == 17)
    }

    @Test func `the longest effects have 75 bytes, the shortest 4`() {
        let longest = Effects(
            send: .refresh(.of(1, 1), 1), wake: .at(1), settle: .token(1), forget: [1, 2, 3, 4])
        #expect(longest.canonicalBytes.count == 75)
        #expect(Effects().canonicalBytes.count == 4)
    }

    @Test func `a policy has 130 bytes`() {
        #expect(TokenPolicy.ticketpark.canonicalBytes.count == 130)
    }
}
