// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// What is to be appended to a log.
public struct AppendRequest: Sendable {
    /// What a row is to be about.
    public enum Content: Sendable {
        /// Something that happened to the session of that label, to be met by the machine under `policy`. Of
        /// `secrets`, those that the resulting state holds are kept in the vault.
        case event(TokenEvent.Fact, SessionLabel, policy: TokenPolicy, secrets: [VaultedToken])
        /// A record of the log itself.
        case record(LogRecord)
    }

    /// The identity of the event; one that stands in the log already is not appended again.
    public var id: EventID
    /// What it is about.
    public var content: Content
    /// When it happened. Machine time never runs back, so the log's last instant takes the place of an earlier one.
    public var at: Instant
    /// The event whose effect led here.
    public var cause: Int64?
    /// What the server said, cleaned; or other words that ride beside the event.
    public var note: String?
    /// The version that the session has to have before it, so many events; `nil` where any will do.
    public var expectedVersion: Int64?

    /// A request to append `content`.
    public init(
        id: EventID, _ content: Content, at: Instant, cause: Int64? = nil, note: String? = nil,
        expectedVersion: Int64? = nil
    ) {
        self.id = id
        self.content = content
        self.at = at
        self.cause = cause
        self.note = note
        self.expectedVersion = expectedVersion
    }
}

/// What became of a request to append.
public enum AppendOutcome: Hashable, Sendable {
    /// It is in the log, durably.
    case appended(StoredEvent)
    /// A refresh token was offered for adoption that the event of that seq shows as spent. A record of the refusal
    /// is in the log.
    case adoptionRefused(spentAt: Int64)
}
