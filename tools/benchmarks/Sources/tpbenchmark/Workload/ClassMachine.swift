// SPDX-License-Identifier: Apache-2.0

import TokenMachine

/// The machine as it is often written down: an object with optionals and flags that is told what happened, knows tokens
/// by their text, and answers with a list of what is to be done.
///
/// It decides the usual cases as ``reduce(_:_:policy:)`` does, and leaves out much: lost answers, lineage, cool-downs,
/// keep-alive, jitter. It is here to be measured against, not to be used.
final class ClassMachine {
    /// What happened.
    enum Event {
        case signIn
        case granted(attempt: UInt64?, access: String, refresh: String?, lifetime: Int64)
        case denied(attempt: UInt64, code: OAuthErrorCode)
        case failed(attempt: UInt64, retryAfter: Int64?)
        case asked
        case rejected(String)
        case timer
        case interrupted(attempt: UInt64)
        case signOut
    }

    /// What is to be done.
    enum Action {
        case send(attempt: UInt64, refreshToken: String?)
        case wake(at: Int64)
        case settle(String?)
        case forget(String)
    }

    private var accessToken: String?
    private var refreshToken: String?
    private var hardStop: Int64?
    private var renewalTime: Int64?
    private var deadline: Int64?
    private var isSigningIn = false
    private var isRefreshing = false
    private var hasFailed = false
    private var attempt: UInt64 = 0
    private var tries = 0

    func handle(_ event: Event, at now: Int64) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .signIn:
            drop(&actions)
            isSigningIn = true
            send(nil, at: now, &actions)
        case .granted(let answered, let access, let refresh, let lifetime):
            if let answered {
                guard answered == attempt, isSigningIn || isRefreshing else { return [.forget(access)] }
            } else {
                attempt += 1
            }
            if let old = accessToken { actions.append(.forget(old)) }
            if let old = refreshToken, refresh != nil { actions.append(.forget(old)) }
            accessToken = access
            refreshToken = refresh ?? refreshToken
            hardStop = now + lifetime - min(5000, lifetime / 10)
            renewalTime = now + lifetime * 3 / 4
            (isSigningIn, isRefreshing, hasFailed) = (false, false, false)
            actions.append(.settle(access))
            wake(at: renewalTime, &actions)
        case .denied(let answered, _):
            guard answered == attempt, isSigningIn || isRefreshing else { return [] }
            fail(&actions)
        case .failed(let answered, let retryAfter):
            guard answered == attempt, isSigningIn || isRefreshing else { return [] }
            retry(after: retryAfter, at: now, &actions)
        case .asked:
            guard let hardStop, now < hardStop else {
                if isRefreshing || isSigningIn { return [] }
                guard let refreshToken else { return [.settle(nil)] }
                isRefreshing = true
                send(refreshToken, at: now, &actions)
                break
            }
        case .rejected(let token):
            guard token == accessToken, let refreshToken else { return [] }
            actions.append(.forget(token))
            accessToken = nil
            hardStop = nil
            isRefreshing = true
            send(refreshToken, at: now, &actions)
        case .timer:
            guard let deadline, deadline <= now else { return [] }
            if isSigningIn || isRefreshing {
                retry(after: nil, at: now, &actions)
            } else if let refreshToken {
                isRefreshing = true
                send(refreshToken, at: now, &actions)
            }
        case .interrupted(let gone):
            guard gone == attempt, isSigningIn else { return [] }
            fail(&actions)
        case .signOut:
            drop(&actions)
            wake(at: nil, &actions)
            actions.append(.settle(nil))
        }
        return actions
    }

    private func send(_ token: String?, at now: Int64, _ actions: inout [Action]) {
        attempt += 1
        tries = 1
        actions.append(.send(attempt: attempt, refreshToken: token))
        wake(at: now + 60_000, &actions)
    }

    private func retry(after retryAfter: Int64?, at now: Int64, _ actions: inout [Action]) {
        tries += 1
        guard tries <= 5 else { return fail(&actions) }
        wake(at: now + max(retryAfter ?? 0, 1000 << Int64(tries)), &actions)
    }

    private func fail(_ actions: inout [Action]) {
        (isSigningIn, isRefreshing, hasFailed) = (false, false, true)
        wake(at: nil, &actions)
        actions.append(.settle(nil))
    }

    private func drop(_ actions: inout [Action]) {
        if let accessToken { actions.append(.forget(accessToken)) }
        if let refreshToken { actions.append(.forget(refreshToken)) }
        (accessToken, refreshToken, hardStop, renewalTime) = (nil, nil, nil, nil)
        (isSigningIn, isRefreshing, hasFailed) = (false, false, false)
    }

    private func wake(at time: Int64?, _ actions: inout [Action]) {
        deadline = time
        if let time { actions.append(.wake(at: time)) }
    }
}

extension ClassMachine.Event {
    /// The same event, with tokens by their text.
    init(_ event: TokenEvent) {
        func text(_ ref: TokenRef) -> String { "token-\(ref.rawValue)-" + String(repeating: "x", count: 60) }
        func granted(_ grant: Grant, attempt: UInt64?) -> ClassMachine.Event {
            .granted(
                attempt: attempt, access: grant.access.map { text($0.ref) } ?? "", refresh: grant.refresh.map(text),
                lifetime: grant.access?.lifetime?.milliseconds ?? 600_000)
        }
        self =
            switch event.fact {
            case .signInRequested: .signIn
            case .grantAdopted(let grant): granted(grant, attempt: nil)
            case .grantIssued(let current, let grant, spent: _): granted(grant, attempt: current.attempt.number)
            case .requestDenied(let current, let denial): .denied(attempt: current.attempt.number, code: denial.code)
            case .requestFaulted(let current, let fault):
                .failed(attempt: current.attempt.number, retryAfter: fault.retryAfter?.milliseconds)
            case .tokenRequested: .asked
            case .accessRejected(let ref): .rejected(text(ref))
            case .deadlineReached: .timer
            case .attemptInterrupted(let attempt): .interrupted(attempt: attempt.number)
            case .signOutRequested: .signOut
            }
    }
}
