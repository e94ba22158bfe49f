import AuditLog
import Synchronization
public import TokenMachine

/// What a session shows to readers in any thread: its state, and the access token while there is one. Reading it
/// touches neither the log nor an actor.
package final class PublishedSession: Sendable {
    private struct Content {
        var state: TokenState
        var isLoaded = false
        var isFinished = false
        var token: AccessToken?
        /// From this instant on a read asks for a renewal, where that is done on demand.
        var renewalTime: Instant = .distantFuture
        var listeners: [Int: AsyncStream<SessionChange>.Continuation] = [:]
        var listenerCount = 0
    }

    private let content: Mutex<Content>

    package init() {
        content = Mutex(Content(state: .initial(seed: 0)))
    }

    /// The state last published; `nil` before the session was read from the log.
    package var state: TokenState? {
        content.withLock { $0.isLoaded ? $0.state : nil }
    }

    /// The access token, if it may be handed out at `now` and nothing else has to happen.
    package func usableToken(at now: Instant) -> AccessToken? {
        content.withLock { content in
            guard let token = content.token, now < token.hardStop, now < content.renewalTime else { return nil }
            return token
        }
    }

    /// Shows another state.
    func publish(_ state: TokenState, token: AccessToken?, renewalTime: Instant, at now: Instant) {
        content.withLock { content in
            guard !content.isFinished else { return }
            let isNews = !content.isLoaded || content.state != state
            content.state = state
            content.isLoaded = true
            content.token = token
            content.renewalTime = renewalTime
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
        content.withLock { content in
            content.isLoaded = false
            content.token = nil
        }
    }

    /// Ends all streams. What was published is no longer kept up, so it is shown to nobody.
    func finish() {
        let listeners = content.withLock { content in
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
