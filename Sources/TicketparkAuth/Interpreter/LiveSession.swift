// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// What the interpreter knows of a session that is in use.
final class LiveSession {
    /// A caller that waits for an access token.
    struct TokenCaller: WaitingCaller {
        var waiter: Waiter<AccessToken>
        var limit: Instant
    }

    /// A caller that waits for its sign-in.
    struct SignInCaller: WaitingCaller {
        var waiter: Waiter<AccessToken>
        var attempt: Attempt
        var limit: Instant
    }

    /// The user name and password of a sign-in that is on its way: in memory, and only as long as it is needed.
    struct Credentials {
        var attempt: Attempt
        var username: Secret
        var password: Secret
    }

    let label: SessionLabel
    let published: PublishedSession
    /// Its number, once the log has one for it.
    var id: SessionID?
    var state: TokenState
    /// The event that led to this state; earlier ones are history.
    var seq: Int64 = 0
    /// How many events it has had.
    var version: Int64 = 0
    /// Where it stood for its callers when that was last told.
    var toldHealth = SessionHealth.usable
    var token: AccessToken?
    /// Whether a caller's request was logged in the present state. Further ones are answered without another event.
    var isRequestLogged = false
    /// Whether a caller's request is about to be logged.
    var isAsking = false
    /// Whether the refusal of an older access token was logged in the present state.
    var isLateRejectionLogged = false
    /// The event from which the present deadline followed.
    var deadlineCause: Int64?
    var tokenCallers = CallerQueue<TokenCaller>()
    var signInCallers = CallerQueue<SignInCaller>()
    /// How many of them the interpreter has counted.
    var countedCallers = 0
    /// Answers that could not be appended yet. None is ever dropped: it may carry the only live refresh token.
    var unlogged: [Interpreter.Entry] = []
    /// The tries that this process was to send and that are not answered yet.
    var exchanges: Set<TokenTry> = []
    /// When the timer goes off for this session.
    var wake: Instant?
    /// What few sessions have at a time; `nil` where this one has none of it.
    private var passing: Passing?

    /// Whether nobody waits for it and nothing of it is on its way.
    var isIdle: Bool {
        tokenCallers.isEmpty && signInCallers.isEmpty && exchanges.isEmpty && unlogged.isEmpty && credentials == nil
            && followedOutcome == nil
    }

    init(label: SessionLabel, published: PublishedSession, state: TokenState) {
        self.label = label
        self.published = published
        self.state = state
    }
}

extension LiveSession {
    /// What few sessions have at a time, and none for long, kept apart so that the many that are idle stay small.
    private final class Passing {
        var patience: Instant?
        var followedOutcome: Outcome?
        var credentials: Credentials?
        var logRetry: Instant?
        var logError: LogError?

        var isOver: Bool {
            patience == nil && followedOutcome == nil && credentials == nil && logRetry == nil && logError == nil
        }
    }

    /// Before this instant the deadline is left to the process that has the password.
    var patience: Instant? {
        get { passing?.patience }
        set { pass(newValue) { $0.patience = newValue } }
    }

    /// The last thing that another process had to tell callers, until it has reached those here.
    var followedOutcome: Outcome? {
        get { passing?.followedOutcome }
        set { pass(newValue) { $0.followedOutcome = newValue } }
    }

    /// The user name and password of the sign-in that is on its way.
    var credentials: Credentials? {
        get { passing?.credentials }
        set { pass(newValue) { $0.credentials = newValue } }
    }

    /// When to try the log again, where it could not be written.
    var logRetry: Instant? {
        get { passing?.logRetry }
        set { pass(newValue) { $0.logRetry = newValue } }
    }

    /// Why the log could not be written.
    var logError: LogError? {
        get { passing?.logError }
        set { pass(newValue) { $0.logError = newValue } }
    }

    private func pass<Value>(_ value: Value?, _ change: (Passing) -> Void) {
        guard passing != nil || value != nil else { return }
        let passing = passing ?? Passing()
        change(passing)
        self.passing = passing.isOver ? nil : passing
    }
}
