// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// An event as the log holds it.
public struct StoredEvent: Hashable, Sendable {
    /// What a row of the log is about.
    public enum Content: Hashable, Sendable {
        /// An event of a session, and what the machine made of it.
        case event(TokenEvent, from: StateKind, Transition)
        /// A record of the log itself.
        case record(LogRecord)
    }

    /// Its place in the log: 1, 2, 3, without gaps.
    public var seq: Int64
    /// Its identity.
    public var id: EventID
    /// The session that it belongs to.
    public var session: SessionID
    /// Its place in the session: 1, 2, 3, without gaps.
    public var version: Int64
    /// The row of the policy that was in force.
    public var policy: Int64
    /// The machine's instant.
    public var at: Instant
    /// The wall clock, in microseconds since the Unix epoch; never less than the event's before.
    public var wallMicroseconds: Int64
    /// The row of the process that appended it.
    public var writer: Int64
    /// The event whose effect led here, where there is one.
    public var cause: Int64?
    /// What it is about.
    public var content: Content
    /// What the server said, cleaned; or other words that ride beside the event.
    public var note: String?
    /// The version of the reducer that met it.
    public var reducer: UInt16
    /// The chain after it.
    public var chain: [UInt8]

    /// What the machine made of it, where it is an event of the machine.
    public var transition: Transition? {
        switch content {
        case .event(_, from: _, let transition): transition
        case .record: nil
        }
    }

    /// The event, where it is one of the machine.
    public var event: TokenEvent? {
        switch content {
        case .event(let event, from: _, _): event
        case .record: nil
        }
    }

    /// The record, where it is one of the log itself.
    package var record: LogRecord? {
        switch content {
        case .event: nil
        case .record(let record): record
        }
    }
}

/// Columns that no event of this format has.
package struct MalformedRow: Error, Hashable, Sendable {
    package var seq: Int64
    package var column: String
}
