// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

/// The bytes themselves, since reading and writing could both have changed together.
@Suite struct `The layout of the canonical form` {
    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func `unauthenticated`() {
        #expect(
            hex(TokenState.sampleUnauthenticated(last: 3).canonicalBytes)
                == "01" + "000000000000002a" + "0000000000000003")
    }

    @Test func `authenticating`() {
        #expect(
            hex(TokenState.sampleAuthenticating(attempt: 3, try: 2, .inFlight(until: 1)).canonicalBytes)
                == "02" + "000000000000002a" + "0000000000000003"
                + "0000000000000003" + "00000002" + "01" + "0000000000000001")
        #expect(
            hex(TokenState.sampleAuthenticating(attempt: 3, try: 2, .backingOff(until: .distantPast)).canonicalBytes)
                == "02" + "000000000000002a" + "0000000000000003"
                + "0000000000000003" + "00000002" + "02" + "8000000000000000")
    }

    @Test func `valid`() {
        let head =
            "03" + "000000000000002a" + "0000000000000001"
            + "00000000000000a1" + "00000000000f4240" + "0000000000185678" + "00000001"
        #expect(
            hex(
                TokenState.sampleValid(access: .first, refusals: 1, .due(at: 1_461_864, .first)).canonicalBytes)
                == head + "01" + "0000000000164e68" + "00000000000000b1" + "00000000000f4240" + "00")
        #expect(
            hex(
                TokenState.sampleValid(access: .first, refusals: 1, .heldBack(.refreshTokenLost, .firstInDoubt))
                    .canonicalBytes)
                == head + "02" + "05" + "00000000000000b1" + "00000000000f4240" + "01")
        #expect(
            hex(TokenState.sampleValid(access: .first, refusals: 1, .impossible).canonicalBytes) == head + "03")
    }

    @Test func `expired`() {
        #expect(
            hex(TokenState.sampleExpired(refresh: .first).canonicalBytes)
                == "04" + "000000000000002a" + "0000000000000001"
                + "00000000000000b1" + "00000000000f4240" + "00")
    }

    @Test func `refreshing`() {
        #expect(
            hex(
                TokenState.sampleRefreshing(
                    .inFlight(until: 255), refresh: .first, access: .first, refusals: 1, coolDowns: 2
                ).canonicalBytes)
                == "05" + "000000000000002a" + "0000000000000002"
                + "00000000000000b1" + "00000000000f4240" + "00"
                + "01" + "00000000000000a1" + "00000000000f4240" + "0000000000185678"
                + "00000001" + "00000002" + "0000000000000002" + "00000001" + "01" + "00000000000000ff")
    }

    @Test func `failed`() {
        #expect(
            hex(TokenState.sampleFailed(.unavailable, refusals: 1, coolDownEnd: 255, coolDowns: 2).canonicalBytes)
                == "06" + "000000000000002a" + "0000000000000002"
                + "07" + "00" + "00000001" + "00000000000000ff" + "00000002")
    }

    @Test func `effects`() {
        #expect(hex(Effects().canonicalBytes) == "00000000")
        #expect(
            hex(Effects(send: .password(.of(3, 1)), wake: .never, settle: .superseded, forget: [0xA1]).canonicalBytes)
                == "01" + "0000000000000003" + "00000001" + "01" + "01" + "02" + "01" + "04"
                + "01" + "00000000000000a1")
        #expect(
            hex(Effects(send: .refresh(.of(3, 1), 0xB1), wake: .at(1), settle: .token(0xA2)).canonicalBytes)
                == "01" + "0000000000000003" + "00000001" + "02" + "00000000000000b1" + "01" + "01"
                + "0000000000000001" + "01" + "01" + "00000000000000a2" + "00")
        #expect(hex(Effects(settle: .failed(.interrupted)).canonicalBytes) == "0000" + "01" + "02" + "0a" + "00")
        #expect(
            hex(Effects(settle: .unavailable(until: 1)).canonicalBytes)
                == "0000" + "01" + "03" + "0000000000000001" + "00")
        #expect(hex(Effects(settle: .signedOut).canonicalBytes) == "0000" + "01" + "05" + "00")
    }

    @Test func `policy`() {
        #expect(
            hex(TokenPolicy.ticketpark.canonicalBytes)
                == "01" + "01" + "00000000000002ee" + "0000000000000032" + "0000000000001388" + "0000000000000064"
                + "000000000000ea60" + "00000000000003e8" + "000000000000ea60" + "00000005" + "000000000036ee80"
                + "00000002" + "0000000048190800" + "00000000000001f4" + "00000000000927c0" + "0000000757b12c00"
                + "0000000000007530" + "00000000000dbba0" + "000000000000ea60")
    }

    @Test func `malformed bytes are told with their place`() {
        let state = TokenState.sampleExpired(refresh: .first).canonicalBytes
        #expect(throws: MalformedBytes(offset: 0, expected: "a code of StateKind")) {
            try TokenState(canonicalBytes: [9] + state.dropFirst())
        }
        #expect(throws: MalformedBytes(offset: 17, expected: "an integer of 8 bytes")) {
            try TokenState(canonicalBytes: Array(state[..<20]))
        }
        #expect(throws: MalformedBytes(offset: 33, expected: "0 or 1")) {
            try TokenState(canonicalBytes: state.dropLast() + [2])
        }
        #expect(throws: MalformedBytes(offset: 3, expected: "at most 4 refs")) {
            try Effects(canonicalBytes: [0, 0, 0, 5])
        }
        #expect(throws: MalformedBytes(offset: 20, expected: "refs that differ")) {
            try Effects(canonicalBytes: [0, 0, 0, 2] + Array(repeating: 0, count: 16))
        }
    }

    @Test func `unknown codes are refused`() {
        let attempts = Array(repeating: 0 as UInt8, count: 16)
        let access = Array(repeating: 0 as UInt8, count: 28)
        #expect(throws: MalformedBytes(offset: 45, expected: "a code of Renewal")) {
            try TokenState(canonicalBytes: [3] + attempts + access + [4])
        }
        #expect(throws: MalformedBytes(offset: 29, expected: "a code of PendingRequest.Phase")) {
            try TokenState(canonicalBytes: [2] + attempts + Array(repeating: 0, count: 12) + [3])
        }
        #expect(throws: MalformedBytes(offset: 13, expected: "a code of TokenRequest.GrantType")) {
            try Effects(canonicalBytes: [1] + Array(repeating: 0, count: 12) + [3])
        }
        #expect(throws: MalformedBytes(offset: 2, expected: "a code of Wake")) {
            try Effects(canonicalBytes: [0, 1, 3])
        }
        #expect(throws: MalformedBytes(offset: 3, expected: "a code of Outcome")) {
            try Effects(canonicalBytes: [0, 0, 1, 6])
        }
    }
}
