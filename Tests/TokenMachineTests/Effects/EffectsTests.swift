// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@Suite struct `The effects of a transition` {
    @Test func `come in the order in which they are to be done`() {
        let effects = Effects(
            send: .password(.of(1, 1)), wake: .at(5), settle: .superseded, forget: [0xA1, 0xB1])
        #expect(
            Array(effects)
                == [.send(.password(.of(1, 1))), .wake(.at(5)), .settle(.superseded), .forget([0xA1, 0xB1])])
    }

    @Test func `that are not there are passed over`() {
        #expect(Array(Effects(settle: .signedOut)) == [.settle(.signedOut)])
        #expect(Array(Effects(wake: .never, forget: [0xA1])) == [.wake(.never), .forget([0xA1])])
        #expect(Array(Effects()) == [])
    }

    @Test func `are empty only without any`() {
        #expect(Effects().isEmpty)
        #expect(!Effects(send: .password(.of(1, 1))).isEmpty)
        #expect(!Effects(wake: .never).isEmpty)
        #expect(!Effects(settle: .signedOut).isEmpty)
        #expect(!Effects(forget: [0xA1]).isEmpty)
    }

    @Test func `take a fixed and small size, as states do`() {
        #expect(MemoryLayout<TokenState>.stride <= 112)
        #expect(MemoryLayout<Effects>.stride <= 120)
    }
}

@Suite struct `A set of refs` {
    @Test func `holds each ref once, in the order in which they came`() {
        let refs: RefSet = [3, 1, 3, 2, 1]
        #expect(Array(refs) == [3, 1, 2])
        #expect(refs.count == 3)
        #expect(refs == [3, 1, 2])
        #expect(refs != [1, 2, 3])
    }

    @Test func `holds four at most`() {
        let refs: RefSet = [1, 2, 3, 4, 5]
        #expect(Array(refs) == [1, 2, 3, 4])
        #expect(RefSet.capacity == 4)
    }

    @Test func `knows which it holds`() {
        let refs: RefSet = [1, 2, 3, 4]
        for ref in 1...4 as ClosedRange<UInt64> { #expect(refs.contains(TokenRef(rawValue: ref))) }
        #expect(!refs.contains(0))
        #expect(!RefSet().contains(0))
        #expect(!([5] as RefSet).contains(0))
        #expect(!([5, 6] as RefSet).contains(0))
        #expect(!([5, 6, 7] as RefSet).contains(0))
    }

    @Test func `that is empty has no refs`() {
        #expect(RefSet().isEmpty)
        #expect(!([0] as RefSet).isEmpty)
        #expect(RefSet().count == 0)
    }

    @Test func `has no refs beyond its end`() async {
        await #expect(processExitsWith: .failure) {
            _ = ([1, 2] as RefSet)[2]
        }
        await #expect(processExitsWith: .failure) {
            _ = ([1, 2] as RefSet)[-1]
        }
    }
}
