// SPDX-License-Identifier: Apache-2.0

public import AuditLog
public import TokenMachine
import Tracing

/// One user's authorization at one client, kept alive by its service.
///
/// A handle: cheap to make and to copy, and usable from any thread.
public struct TokenSession: AccessTokenSource {
    /// What the session is called.
    public let label: SessionLabel
    /// Who issues its tokens.
    public let provider: Provider
    private let published: PublishedSession
    private let keeper: SessionKeeper
    private let gate: ReadGate
    private let clock: MachineClock

    init(
        label: SessionLabel, provider: Provider, published: PublishedSession, keeper: SessionKeeper, gate: ReadGate,
        clock: MachineClock
    ) {
        self.provider = provider
        self.label = label
        self.published = published
        self.keeper = keeper
        self.gate = gate
        self.clock = clock
    }

    /// How long a caller waits unless it says otherwise.
    public static let defaultLimit = Duration.seconds(30)

    /// An access token that is usable now, refreshed if need be.
    ///
    /// However many ask, one refresh serves them all. A caller that is cancelled leaves at once.
    ///
    /// - Throws: ``TokenError``, or `CancellationError`.
    @inlinable
    public func accessToken() async throws -> AccessToken {
        // In the caller's own code, so that a token that is at hand costs no asynchronous call.
        if let token = tokenAtHand { return token }
        return try await awaitToken(upTo: TokenSession.defaultLimit)
    }

    /// An access token that is usable now, refreshed if need be.
    ///
    /// - Parameter limit: How long to wait, after which ``TokenError/timedOut`` is thrown.
    /// - Throws: ``TokenError``, or `CancellationError`.
    @inlinable
    public func accessToken(waitingUpTo limit: Duration) async throws -> AccessToken {
        if let token = tokenAtHand { return token }
        return try await awaitToken(upTo: limit)
    }

    /// An access token that is usable now, where there is no need to look at the time more closely.
    @usableFromInline var tokenAtHand: AccessToken? {
        gate.isCurrent ? published.usableToken(at: clock.readersNow) : nil
    }

    @usableFromInline
    func awaitToken(upTo limit: Duration) async throws -> AccessToken {
        if gate.isCurrent, let token = published.usableToken(at: clock.now) { return token }
        let waiter = Waiter<AccessToken>()
        keeper.requestToken(
            Interpreter.TokenCall(label: label, published: published, waiter: waiter, limit: Interval(limit)))
        return try await withSpan("token wait") { span in
            span.attributes["ticketpark_auth.session"] = label.text
            do {
                return try await waiter.value()
            } catch {
                span.setStatus(SpanStatus(code: .error))
                throw error
            }
        }
    }

    public func reject(_ token: AccessToken) async {
        await keeper.reject(label, published, ref: token.ref)
    }

    /// Signs in with a user name and a password, which are used for this and kept nowhere.
    ///
    /// What the session held before is forgotten as soon as this begins, even if it then fails.
    ///
    /// - Parameters:
    ///   - username: The user name. It is not logged.
    ///   - password: The password. It is written nowhere.
    ///   - limit: How long to wait. The sign-in itself goes on.
    /// - Throws: ``TokenError``, or `CancellationError`.
    public func signIn(
        username: String, password: String, waitingUpTo limit: Duration = TokenSession.defaultLimit
    ) async throws {
        let waiter = Waiter<AccessToken>()
        await keeper.signIn(
            label, published, username: Secret(username), password: Secret(password), waiter: waiter,
            limit: Interval(limit))
        _ = try await waiter.value()
    }

    /// Takes over a refresh token that was got elsewhere, and an access token with it where there is one.
    ///
    /// From then on the session is the only one to spend it: two clients that share a rotating refresh token end each
    /// other's session.
    ///
    /// - Parameters:
    ///   - refreshToken: The newest refresh token.
    ///   - accessToken: An access token, and how long it lives from now.
    public func adopt(
        refreshToken: String?, accessToken: (token: String, lifetime: Duration)? = nil
    ) async throws(TokenError) {
        let access = accessToken.map { (secret: Secret($0.token), lifetime: Interval?.some(Interval($0.lifetime))) }
        try await keeper.adopt(label, published, access: access, refresh: refreshToken.map(Secret.init))
    }

    /// Signs out: everything is forgotten.
    ///
    /// - Parameter burn: Whether the refresh token is also spent and the answer dropped, the only way to kill it at
    ///   a server without a revocation endpoint.
    public func signOut(burn: Bool = false) async throws(TokenError) {
        try await keeper.signOut(label, published, burn: burn)
    }

    /// Where the session stands.
    public var state: TokenState {
        get async throws(TokenError) {
            if gate.isCurrent, let state = published.state { return state }
            return try await keeper.state(of: label, published)
        }
    }

    /// Whether the session can serve its callers. One whose log cannot be read is degraded.
    public var health: SessionHealth {
        get async {
            guard let state = try? await state else { return .degraded(.unavailable, secondsLeft: 0) }
            return SessionHealth(state, at: clock.now)
        }
    }

    /// The states of the session as they change. Who reads slowly misses older ones, never the newest; the session
    /// waits for nobody.
    public var changes: AsyncStream<SessionChange> {
        let changes = published.changes(at: clock.now)
        // The present state comes first, so a session that nobody has used yet is read now.
        if published.state == nil {
            Task(executorPreference: keeper.taskExecutor) { await keeper.keep(label, published) }
        }
        return changes
    }
}

extension Interval {
    /// The same length of time, rounded down to whole milliseconds.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .seconds(seconds) + Interval(milliseconds: attoseconds / 1_000_000_000_000_000)
    }
}
