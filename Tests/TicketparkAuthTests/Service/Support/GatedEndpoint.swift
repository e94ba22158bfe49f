// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Synchronization
import TicketparkAuth
import TokenMachine

/// A token endpoint in this process that rotates, counts, and answers when it is let.
final class GatedEndpoint: TokenEndpoint {
    private struct Gate {
        var isOpen: Bool
        var held: [Int: CheckedContinuation<Void, Never>] = [:]
        var failing: Set<Int> = []
        var arrivals: [Secret?] = []
        var underWay = 0
        var mostUnderWay = 0
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let gate: Mutex<Gate>
    private let lifetime: Interval

    /// An endpoint whose gate is open or not, and whose access tokens live that long.
    init(isOpen: Bool, lifetime: Interval = .seconds(600)) {
        gate = Mutex(Gate(isOpen: isOpen))
        self.lifetime = lifetime
    }

    /// How many requests have come.
    var count: Int { gate.withLock { $0.arrivals.count } }
    /// How many are under way.
    var underWay: Int { gate.withLock { $0.underWay } }
    /// How many were under way at a time at most.
    var mostUnderWay: Int { gate.withLock { $0.mostUnderWay } }
    /// The refresh tokens that came, in their order; `nil` for a password.
    var spent: [Secret?] { gate.withLock { $0.arrivals } }

    func exchange(_ exchange: TokenExchange) async -> ExchangeOutcome {
        var token: Secret?
        if case .refreshToken(let refresh) = exchange.credential { token = refresh }
        let number = enter(token)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isLetThrough = gate.withLock { gate in
                    guard !gate.isOpen, !Task.isCancelled else { return true }
                    gate.held[number] = continuation
                    return false
                }
                if isLetThrough { continuation.resume() }
            }
        } onCancel: {
            release(number)
        }
        let isToFail = gate.withLock { gate in
            gate.underWay -= 1
            return gate.failing.contains(number)
        }
        guard !Task.isCancelled, !isToFail else { return .faulted(Fault(.disconnected, reached: .maybe), nil) }
        return .granted(
            IssuedTokens(
                access: Secret("access-\(number)"), refresh: Secret("refresh-\(number)"), lifetime: lifetime))
    }

    func shutdown() async {}

    /// Returns when that many requests have come in all, or when the test has taken too long.
    func waitForRequests(_ count: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = gate.withLock { gate in
                    guard gate.arrivals.count < count, !Task.isCancelled else { return true }
                    gate.watchers.append((count, continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let watchers = gate.withLock { gate in
                defer { gate.watchers = [] }
                return gate.watchers
            }
            for watcher in watchers { watcher.continuation.resume() }
        }
    }

    /// Answers the request of that number, counted from 1.
    func release(_ number: Int) {
        gate.withLock { $0.held.removeValue(forKey: number) }?.resume()
    }

    /// Lets the request of that number, counted from 1, end without an answer.
    func fail(_ number: Int) {
        gate.withLock { _ = $0.failing.insert(number) }
        release(number)
    }

    /// Answers none from now on.
    func close() {
        gate.withLock { $0.isOpen = false }
    }

    /// Answers all that have come, and all that will.
    func open() {
        let held = gate.withLock { gate in
            gate.isOpen = true
            defer { gate.held = [:] }
            return Array(gate.held.values)
        }
        for continuation in held { continuation.resume() }
    }

    private func enter(_ token: Secret?) -> Int {
        let (number, met) = gate.withLock { gate in
            gate.arrivals.append(token)
            gate.underWay += 1
            gate.mostUnderWay = max(gate.mostUnderWay, gate.underWay)
            let met = gate.watchers.filter { $0.count <= gate.arrivals.count }
            gate.watchers.removeAll { $0.count <= gate.arrivals.count }
            return (gate.arrivals.count, met)
        }
        for watcher in met { watcher.continuation.resume() }
        return number
    }
}
