// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

extension History {
    /// A test in Swift that fails as this history breaks `law`, to be pasted into a file of tests. It is named after
    /// the `seed` of the generator from which the history came.
    public func swiftTest(of law: Law, seed: UInt64) -> String {
        """
        @Test func `\(law.name), seed \(seed)`() {
            let history = \(swift.replacing("\n", with: "\n    "))
            #expect(Law.\(law.symbol).violation(history) == nil)
        }
        """
    }

    /// This history as an expression in Swift.
    public var swift: String {
        """
        History(
            seed: \(seed),
            policy: \(policy.swift),
            events: [
        \(events.map { "        \($0.swift),\n" }.joined())    ])
        """
    }
}

extension TokenPolicy {
    /// This policy as an expression in Swift: the default, or one with what differs from it.
    public var swift: String {
        let standard = TokenPolicy.ticketpark
        var changes: [String] = []
        func note<Value: Equatable>(_ name: String, _ path: KeyPath<TokenPolicy, Value>, _ swift: (Value) -> String) {
            let value = self[keyPath: path]
            if value != standard[keyPath: path] { changes.append("$0.\(name) = \(swift(value))") }
        }
        note("renewal", \.renewal) { ".\($0)" }
        note("refreshTokenReuse", \.refreshTokenReuse) { ".\($0)" }
        note("renewAtPermille", \.renewAtPermille) { "\($0)" }
        note("renewalJitterPermille", \.renewalJitterPermille) { "\($0)" }
        note("hardStopMargin", \.hardStopMargin, \.swift)
        note("hardStopMarginPermille", \.hardStopMarginPermille) { "\($0)" }
        note("requestTimeLimit", \.requestTimeLimit, \.swift)
        note("firstBackOff", \.firstBackOff, \.swift)
        note("backOffLimit", \.backOffLimit, \.swift)
        note("maxTries", \.maxTries) { "\($0)" }
        note("retryAfterLimit", \.retryAfterLimit, \.swift)
        note("maxRejections", \.maxRejections) { "\($0)" }
        note("refreshTokenLifetime", \.refreshTokenLifetime, \.swift)
        note("keepAlivePermille", \.keepAlivePermille) { "\($0)" }
        note("defaultLifetime", \.defaultLifetime, \.swift)
        note("lifetimeLimit", \.lifetimeLimit, \.swift)
        note("firstCoolDown", \.firstCoolDown, \.swift)
        note("coolDownLimit", \.coolDownLimit, \.swift)
        note("longestAwaitedBackOff", \.longestAwaitedBackOff, \.swift)
        return changes.isEmpty ? ".ticketpark" : ".ticketpark { \(changes.joined(separator: "; ")) }"
    }

    /// The defaults with these changes.
    public static func ticketpark(_ change: (inout TokenPolicy) -> Void) -> TokenPolicy {
        var policy = TokenPolicy.ticketpark
        change(&policy)
        return policy
    }
}

extension TokenEvent {
    /// This event as an expression in Swift.
    public var swift: String {
        switch fact {
        case .signInRequested: ".signInRequested(at: \(at.swift))"
        case .grantAdopted(let grant): ".grantAdopted(\(grant.swift), at: \(at.swift))"
        case .grantIssued(let current, let grant, let spent):
            ".grantIssued(\(grant.swift), to: \(current.swift), spent: \(spent?.swift ?? "nil"), at: \(at.swift))"
        case .requestDenied(let current, let denial):
            ".requestDenied(\(current.swift), Denial(code: .\(denial.code), status: \(denial.status)), at: \(at.swift))"
        case .requestFaulted(let current, let fault):
            ".requestFaulted(\(current.swift), \(fault.swift), at: \(at.swift))"
        case .tokenRequested: ".tokenRequested(at: \(at.swift))"
        case .accessRejected(let ref): ".accessRejected(\(ref.swift), at: \(at.swift))"
        case .deadlineReached: ".deadlineReached(at: \(at.swift))"
        case .attemptInterrupted(let attempt): ".attemptInterrupted(Attempt(\(attempt.number)), at: \(at.swift))"
        case .signOutRequested(let burn): ".signOutRequested(burn: \(burn), at: \(at.swift))"
        }
    }
}

extension Instant {
    fileprivate var swift: String { "Instant(milliseconds: \(milliseconds))" }
}

extension Interval {
    fileprivate var swift: String { ".milliseconds(\(milliseconds))" }
}

extension TokenRef {
    fileprivate var swift: String { "TokenRef(rawValue: \(rawValue))" }
}

extension TokenTry {
    fileprivate var swift: String { "TokenTry(attempt: Attempt(\(attempt.number)), number: \(number))" }
}

extension Fault {
    fileprivate var swift: String {
        var swift = "Fault(.\(kind)"
        if let status { swift += ", status: \(status)" }
        swift += ", reached: .\(reached)"
        if let retryAfter { swift += ", retryAfter: \(retryAfter.swift)" }
        return swift + ")"
    }
}

extension Grant {
    fileprivate var swift: String {
        let access = access.map { access in
            "GrantedAccessToken(ref: \(access.ref.swift), lifetime: \(access.lifetime?.swift ?? "nil"))"
        }
        return
            "Grant(access: \(access ?? "nil"), refresh: \(refresh?.swift ?? "nil"), requestedAt: \(requestedAt.swift))"
    }
}
