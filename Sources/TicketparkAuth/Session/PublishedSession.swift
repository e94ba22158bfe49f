// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Synchronization
public import TokenMachine

/// What a session shows to readers in any thread: its state, and the access token while there is one. Reading it
/// touches neither the log nor an actor.
///
/// All of it is under one lock. Where threads are seen to meet there, they read copies of the token.
package final class PublishedSession: Sendable {
    private struct Content {
        var state: TokenState
        var isLoaded = false
        var isFinished = false
        var token: AccessToken?
        /// From this instant on the token is not read any more: at its hard stop, or before, where it is renewed on
        /// demand.
        var limit: Instant = .distantPast
        var listeners: [Int: AsyncStream<SessionChange>.Continuation] = [:]
        var listenerCount = 0
    }

    private let content: Mutex<Content>
    /// How often the content was changed, for those who read copies: changed only under the lock.
    private let edition = Atomic<UInt64>(0)
    /// How often a reader found another one at the lock since the last publication.
    private let encounters = Atomic<Int>(0)
    /// The copies, once there were enough of such encounters. They stay as long as this does.
    private let copies = Atomic<Unmanaged<TokenCopies>?>(nil)

    /// After so many encounters readers get copies.
    private static let toleratedEncounters = 8

    package init() {
        content = Mutex(Content(state: .initial(seed: 0)))
    }

    deinit {
        copies.load(ordering: .acquiring)?.release()
    }

    /// The state last published; `nil` before the session was read from the log.
    package var state: TokenState? {
        content.withLock { $0.isLoaded ? $0.state : nil }
    }

    /// The access token, if it may be handed out at `now` and nothing else has to happen.
    package func usableToken(at now: Instant) -> AccessToken? {
        if let copies = copies.load(ordering: .acquiring) {
            // What was published before this call is what counts.
            let edition = edition.load(ordering: .acquiring)
            return copies._withUnsafeGuaranteedRef { copies in
                copies.usableToken(at: now, edition: edition) {
                    content.withLock {
                        TokenCopies.Content(
                            token: $0.token, limit: $0.limit, edition: self.edition.load(ordering: .relaxed))
                    }
                }
            }
        }
        if let answer = content.withLockIfAvailable({ now < $0.limit ? $0.token : nil }) { return answer }
        noteEncounter()
        return content.withLock { now < $0.limit ? $0.token : nil }
    }

    /// Notes that two threads wanted to read at the same time.
    private func noteEncounter() {
        let count = encounters.wrappingAdd(1, ordering: .relaxed).newValue
        if count == PublishedSession.toleratedEncounters { makeCopies() }
    }

    /// Lets threads read copies from now on.
    func makeCopies() {
        let made = Unmanaged.passRetained(TokenCopies())
        let isFirst = copies.compareExchange(expected: nil, desired: made, ordering: .acquiringAndReleasing).exchanged
        if !isFirst { made.release() }
    }

    /// Changes what is shown. Whoever reads afterwards reads that.
    private func change<Result: Sendable>(_ body: (inout Content) -> Result) -> Result {
        let result = content.withLock { content in
            edition.add(1, ordering: .releasing)
            return body(&content)
        }
        encounters.store(0, ordering: .relaxed)
        // Nobody reads the copies of older editions any more, and they may be of a token that is to be forgotten.
        copies.load(ordering: .acquiring)?._withUnsafeGuaranteedRef { $0.clear() }
        return result
    }

    /// Shows another state.
    func publish(_ state: TokenState, token: AccessToken?, renewalTime: Instant, at now: Instant) {
        change { content in
            guard !content.isFinished else { return }
            let isNews = !content.isLoaded || content.state != state
            content.state = state
            content.isLoaded = true
            content.token = token
            content.limit = min(token?.hardStop ?? .distantPast, renewalTime)
            guard isNews else { return }
            let change = SessionChange(state: state, health: SessionHealth(state, at: now))
            for listener in content.listeners.values { listener.yield(change) }
        }
    }

    /// The states from now on, the present one first. Who reads slowly misses older ones, never the newest.
    func changes(at now: Instant) -> AsyncStream<SessionChange> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: SessionChange.self, bufferingPolicy: .bufferingNewest(1))
        let number = content.withLock { content -> Int? in
            guard !content.isFinished else { return nil }
            content.listenerCount += 1
            content.listeners[content.listenerCount] = continuation
            if content.isLoaded {
                continuation.yield(
                    SessionChange(state: content.state, health: SessionHealth(content.state, at: now)))
            }
            return content.listenerCount
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.content.withLock { _ = $0.listeners.removeValue(forKey: number) }
        }
        return stream
    }

    /// Whether somebody listens to changes.
    var hasListeners: Bool {
        content.withLock { !$0.listeners.isEmpty }
    }

    /// Shows nothing until the session was read from the log again.
    func unload() {
        change { content in
            content.isLoaded = false
            content.token = nil
        }
    }

    /// Ends all streams. What was published is no longer kept up, so it is shown to nobody.
    func finish() {
        let listeners = change { content in
            defer { content.listeners = [:] }
            content.isFinished = true
            content.isLoaded = false
            content.token = nil
            return Array(content.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }
}

/// A new state of a session.
public struct SessionChange: Hashable, Sendable {
    /// Where the session stands now.
    public let state: TokenState
    /// What that means for its callers.
    public let health: SessionHealth
}
