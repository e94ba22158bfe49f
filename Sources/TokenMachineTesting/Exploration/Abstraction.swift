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
                found.insert(next.key)
            }
            abstract.expand(canonical) { next, _ in expected.insert(next.key) }
            // Where no more can be on its way, which of the flights is lost depends on their order, which counts for
            // nothing otherwise.
            if world.flights.count < flights, found != expected { return "\(world)" }
            // Users who do anything at any time would hardly ever let a request be answered.
            world = eventful.isEmpty || random.chance(permille: 300) ? random.pick(following) : random.pick(eventful)
        }
        return nil
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
