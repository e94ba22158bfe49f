// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// What a row of a log is about: an event of the machine, or a record of the log itself.
public enum EntryKind: Hashable, Sendable {
    /// An event of the machine.
    case event(EventKind)
    /// A record of the log itself.
    case record(LogRecord.Kind)

    /// All kinds, in the order of their numbers in a log.
    public static var allCases: [EntryKind] {
        EventKind.allCases.map(EntryKind.event) + LogRecord.Kind.allCases.map(EntryKind.record)
    }

    /// The name under which logs, tools and documentation know it.
    public var name: String {
        switch self {
        case .event(let kind): kind.caseName
        case .record(let kind): kind.caseName
        }
    }

    /// The number in a log.
    public var code: Int64 {
        switch self {
        case .event(let kind): Int64(kind.rawValue)
        case .record(let kind): Int64(kind.rawValue)
        }
    }
}

extension StoredEvent {
    /// What the row is about.
    public var kind: EntryKind {
        switch content {
        case .event(let event, from: _, _): .event(event.kind)
        case .record(let record): .record(record.kind)
        }
    }
}
