// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine
import TokenMachineTesting

@Suite struct `The table of transitions` {
    @Test func `has the 60 cells in the order of their kinds`() {
        #expect(TransitionTable.cells.count == 60)
        for state in StateKind.allCases {
            for event in EventKind.allCases {
                let cell = TransitionTable.cell(state, event)
                #expect(cell.state == state)
                #expect(cell.event == event)
                #expect(!cell.outcomes.isEmpty)
            }
        }
    }

    @Test func `lists each outcome that an example reaches, and none that no example reaches`() {
        var reached: Set<String> = []
        for example in `The census of the machine`.examples {
            let cell = TransitionTable.cell(example.state.kind, example.event.kind)
            guard let outcome = cell.outcome(of: example.expected) else {
                Issue.record("not listed: \(example.testDescription)")
                continue
            }
            reached.insert("\(cell.state), \(cell.event): \(outcome.when)")
        }
        let listed = TransitionTable.names
        #expect(Set(listed).count == listed.count)
        #expect(listed.filter { !reached.contains($0) } == [])
    }

    @Test(arguments: StateKind.allCases)
    func `lists whatever comes of any state, event and policy`(kind: StateKind) {
        var random = SplitMix64(seed: 100 + UInt64(kind.rawValue))
        for event in EventKind.allCases {
            let cell = TransitionTable.cell(kind, event)
            for _ in 0..<500 {
                let (state, event, policy) = (random.anyState(of: kind), random.anyEvent(of: event), random.anyPolicy())
                let next = reduce(state, event, policy: policy)
                #expect(cell.outcome(of: next) != nil, "\(state) \(event) \(policy) \(next)")
            }
        }
    }

    @Test func `lists no effect that never comes along`() {
        var seen: [String: Set<OptionalEffects>] = [:]
        var random = SplitMix64(seed: 1)
        var transitions = `The census of the machine`.examples.map { ($0.state, $0.event, $0.expected) }
        for _ in 0..<15_000 {
            let (state, event) = (random.anyState(), random.anyEvent())
            transitions.append((state, event, reduce(state, event, policy: .ticketpark)))
        }
        for (state, event, next) in transitions {
            guard let outcome = TransitionTable.cell(state.kind, event.kind).outcome(of: next) else { continue }
            seen["\(state.kind), \(event.kind): \(outcome.when)", default: []].insert(OptionalEffects(next.effects))
        }
        for cell in TransitionTable.cells {
            for outcome in cell.outcomes {
                let name = "\(cell.state), \(cell.event): \(outcome.when)"
                let effects = seen[name] ?? []
                for effect in [.wake, .forget] as [OptionalEffects] where outcome.optional.contains(effect) {
                    #expect(effects.contains { $0.contains(effect) }, "never \(effect): \(name)")
                }
            }
        }
    }

    @Test func `draws as before in Mermaid`() throws {
        try GoldenFile.expect("transitions.mmd", toHold: TransitionTable.mermaid())
    }
}

extension TransitionTable {
    /// What each outcome is called in these tests.
    static var names: [String] {
        cells.flatMap { cell in cell.outcomes.map { "\(cell.state), \(cell.event): \($0.when)" } }
    }
}
