// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@Suite struct `The census of the machine` {
    static let examples =
        CellExample.unauthenticated + CellExample.authenticating + CellExample.valid + CellExample.expired
        + CellExample.refreshing + CellExample.failed

    @Test(arguments: examples)
    func `every example of the table comes out as worked out by hand`(_ example: CellExample) {
        #expect(reduce(example.state, example.event, policy: example.policy) == example.expected)
    }

    @Test func `each of the 60 cells has an example`() {
        var missing: [String] = []
        for state in StateKind.allCases {
            for event in EventKind.allCases {
                let isCovered = Self.examples.contains { $0.state.kind == state && $0.event.kind == event }
                if !isCovered { missing.append("\(state), \(event)") }
            }
        }
        #expect(StateKind.allCases.count * EventKind.allCases.count == 60)
        #expect(missing == [])
    }

    @Test func `no two examples say the same thing`() {
        let sentences = Self.examples.map(\.testDescription)
        #expect(Set(sentences).count == sentences.count)
    }
}
