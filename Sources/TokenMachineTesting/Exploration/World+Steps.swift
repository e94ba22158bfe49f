// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// Everything that can happen next in a world, one after the other.
///
/// The order is fixed, so that a path of a world is a list of small numbers.
struct Expansion {
    let plan: ExplorationPlan
    let policy: TokenPolicy
    /// Whether worlds that behave alike are made equal. Without that there is no end of worlds.
    let isAbstract: Bool
    /// What decides in place of the machine, where something does.
    let machine: Machine?

    init(_ plan: ExplorationPlan, isAbstract: Bool = true, machine: Machine? = nil) {
        self.plan = plan
        self.isAbstract = isAbstract
        self.machine = machine
        policy = plan.policy
    }

    private func settle(_ world: inout World) {
        if isAbstract {
            world.canonicalize(policy: policy)
        } else {
            world.renameRefs()
        }
    }

    /// Calls `visit` with each world that can come next, in canonical form, and the step of the machine that leads
    /// there where one does.
    func expand(_ world: World, visit: (World, Step?) -> Void) {
        visitTime(world, visit)
        visitUsers(world, visit)
        visitTimersAndProcesses(world, visit)
        for index in 0..<world.flights.count {
            visitServer(world, index, visit)
            visitAnswer(world, index, visit)
        }
    }

    /// The machine takes `event` in `world`; what the event brought stays on its way where `flight` says so.
    private func take(_ event: TokenEvent, in world: World, landing flight: Int? = nil, _ visit: (World, Step?) -> Void)
    {
        let transition = machine?(world.state, event, policy) ?? reduce(world.state, event, policy: policy)
        var next = world
        if let flight { next.flights.remove(at: flight) }
        next.perform(transition, after: event, flights: plan.flights)
        settle(&next)
        visit(
            next,
            Step(before: world.state, event: event, policy: policy, transition: transition, ledger: world.ledger))
    }

    private func move(_ world: World, _ visit: (World, Step?) -> Void) {
        var next = world
        settle(&next)
        visit(next, nil)
    }

    private func visitTime(_ world: World, _ visit: (World, Step?) -> Void) {
        var next = world
        next.passTime(.milliseconds(1))
        move(next, visit)
    }

    private func visitUsers(_ world: World, _ visit: (World, Step?) -> Void) {
        take(.signInRequested(at: World.now), in: world, visit)
        take(.signOutRequested(at: World.now), in: world, visit)
        take(.tokenRequested(at: World.now), in: world, visit)
        if let access = world.state.access { take(.accessRejected(access.ref, at: World.now), in: world, visit) }
        take(.accessRejected(World.unknownRef, at: World.now), in: world, visit)

        for (bringsAccess, bringsRefresh) in [(true, true), (true, false), (false, true)] {
            var next = world
            let access = bringsAccess ? GrantedAccessToken(ref: next.newRef(), lifetime: nil) : nil
            let refresh = bringsRefresh ? next.newLiveRef() : nil
            let grant = Grant(access: access, refresh: refresh, requestedAt: World.now)
            take(.grantAdopted(grant, at: World.now), in: next, visit)
        }
        if let refresh = world.state.refresh {
            take(
                .grantAdopted(Grant(access: nil, refresh: refresh.ref, requestedAt: World.now), at: World.now),
                in: world, visit)
        }
        take(.grantAdopted(Grant(access: nil, refresh: nil, requestedAt: World.now), at: World.now), in: world, visit)
    }

    private func visitTimersAndProcesses(_ world: World, _ visit: (World, Step?) -> Void) {
        take(.deadlineReached(at: World.now), in: world, visit)
        take(.attemptInterrupted(world.state.attempts.last, at: World.now), in: world, visit)
        take(.attemptInterrupted(World.olderAttempt, at: World.now), in: world, visit)
        if world.live != 0 {
            // Somebody revoked all that this user granted; what is on its way to the server comes too late.
            var next = world
            next.live = 0
            for index in 0..<next.flights.count where next.flights[index].content == .request {
                next.flights[index].content = .denial(.invalidGrant)
            }
            move(next, visit)
        }
    }

    /// What the server makes of the request at `index`.
    private func visitServer(_ world: World, _ index: Int, _ visit: (World, Step?) -> Void) {
        guard case .request = world.flights[index].content else { return }
        for code in [.invalidGrant, .invalidClient] as [OAuthErrorCode] {
            var next = world
            next.flights[index].content = .denial(code)
            if code == .invalidGrant, let spent = world.flights[index].spent {
                // Refused only where it is dead; then a strict server revokes all that came of it.
                guard !world.isLive(spent) else { continue }
                if plan.reuse == .revokesFamily { next.live = 0 }
            }
            move(next, visit)
        }
        guard let spent = world.flights[index].spent else {
            var next = world
            next.flights[index].content = .grant(access: next.newRef(), refresh: next.newLiveRef())
            return move(next, visit)
        }
        guard world.isLive(spent) else { return }
        switch plan.rotation {
        case .keeps:
            var next = world
            next.flights[index].content = .grant(access: next.newRef(), refresh: nil)
            move(next, visit)
        case .rotates:
            var next = world
            next.flights[index].content = .grant(access: next.newRef(), refresh: next.newLiveRef())
            move(next, visit)
            next.kill(spent)
            move(next, visit)
        }
    }

    /// What becomes of the flight at `index`: it gets lost, or the machine hears of it.
    private func visitAnswer(_ world: World, _ index: Int, _ visit: (World, Step?) -> Void) {
        let flight = world.flights[index]
        var lost = world
        lost.flights.remove(at: index)
        move(lost, visit)

        switch flight.content {
        case .request:
            take(
                .requestFaulted(flight.current, Fault(.unreachable, reached: .no), at: World.now),
                in: world, landing: index, visit)
            take(
                .requestFaulted(
                    flight.current, Fault(.overloaded, status: 503, reached: .maybe, retryAfter: .milliseconds(2)),
                    at: World.now),
                in: world, landing: index, visit)
            if let spent = flight.spent {
                // The vault has lost it, so nobody can use it any more.
                var without = world
                without.kill(spent)
                take(
                    .requestFaulted(flight.current, Fault(.tokenMissing, reached: .no), at: World.now),
                    in: without, landing: index, visit)
            }
            // The connection broke, but the server may still get to it, and its answer may still come.
            take(
                .requestFaulted(flight.current, Fault(.disconnected, reached: .maybe), at: World.now),
                in: world, visit)
        case .grant(let access, let refresh):
            let grant = Grant(
                access: GrantedAccessToken(ref: access, lifetime: nil), refresh: refresh, requestedAt: flight.sentAt)
            let event = TokenEvent.grantIssued(grant, to: flight.current, spent: flight.spent, at: World.now)
            take(event, in: world, landing: index, visit)
            take(event, in: world, visit)
        case .denial(let code):
            let event = TokenEvent.requestDenied(flight.current, Denial(code: code, status: 400), at: World.now)
            take(event, in: world, landing: index, visit)
            take(event, in: world, visit)
        }
    }
}

extension World {
    /// Moves everything back by `interval`.
    mutating func passTime(_ interval: Interval) {
        state.shift(by: .zero - interval)
        for index in 0..<flights.count { flights[index].sentAt = flights[index].sentAt - interval }
    }
}
