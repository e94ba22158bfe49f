// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension ExplorationPlan {
    /// Walks at random through worlds as they are, and compares what can come next of each with what can come next of
    /// its canonical form: if the two always agree, worlds that count as one do behave alike.
    ///
    /// - Returns: The first world in which they disagree, in words; `nil` where there was none.
    package func firstDisagreement(seed: UInt64, steps: Int) -> String? {
        let concrete = Expansion(self, isAbstract: false)
        let abstract = Expansion(self)
        var random = SplitMix64(seed: seed)
        var world = World()
        for _ in 0..<steps {
            var canonical = world
            canonical.canonicalize(policy: policy)
            var following: [World] = []
            var eventful: [World] = []
            var found: Set<UInt128> = []
            var expected: Set<UInt128> = []
            concrete.expand(world) { next, step in
                following.append(next)
                if step?.isAnswer == true { eventful.append(next) }
                var next = next
                next.canonicalize(policy: policy)
                found.insert(next.keyInAnyOrder)
            }
            abstract.expand(canonical) { next, _ in expected.insert(next.keyInAnyOrder) }
            // Where no more can be on its way, which of the flights is lost depends on their order, which counts for
            // nothing otherwise.
            if world.flights.count < flights, found != expected { return "\(world)" }
            // Users who do anything at any time would hardly ever let a request be answered.
            world = eventful.isEmpty || random.chance(permille: 300) ? random.pick(following) : random.pick(eventful)
        }
        return nil
    }
}

extension World {
    /// A number that two canonical worlds share only if they are equal but for the order of their flights.
    ///
    /// Flights that differ in nothing but in which of them the other's token came from keep the order in which they
    /// were sent, so that some worlds are explored twice.
    fileprivate var keyInAnyOrder: UInt128 {
        var smallest = key
        var world = self
        // Swaps of neighbours that go through every order of three.
        for index in [0, 1, 0, 1, 0] where index + 1 < flights.count {
            let flight = world.flights[index]
            world.flights[index] = world.flights[index + 1]
            world.flights[index + 1] = flight
            var renamed = world
            renamed.renameRefs()
            smallest = min(smallest, renamed.key)
        }
        return smallest
    }
}

extension Step {
    /// Whether it changes the state without a user who begins anew.
    fileprivate var isAnswer: Bool {
        switch event.kind {
        case .signInRequested, .grantAdopted, .signOutRequested: false
        case .grantIssued, .requestDenied, .requestFaulted, .tokenRequested, .accessRejected, .deadlineReached,
            .attemptInterrupted:
            after != before
        }
    }
}
