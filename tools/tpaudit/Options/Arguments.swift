// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import AuditLog
public import TokenMachine

extension EntryKind: ExpressibleByArgument {
    public init?(argument: String) {
        guard let kind = EntryKind.allCases.first(where: { $0.name == argument }) else { return nil }
        self = kind
    }

    public static var allValueStrings: [String] { allCases.map(\.name) }

    public static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

extension StateKind: ExpressibleByArgument {
    public init?(argument: String) {
        guard let kind = StateKind.allCases.first(where: { "\($0)" == argument }) else { return nil }
        self = kind
    }

    public static var allValueStrings: [String] { allCases.map { "\($0)" } }

    public static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

extension Disposition: ExpressibleByArgument {
    public init?(argument: String) {
        guard let disposition = Disposition.allCases.first(where: { $0.name == argument }) else { return nil }
        self = disposition
    }

    public static var allValueStrings: [String] { allCases.map(\.name) }

    public static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

extension Failure: ExpressibleByArgument {
    public init?(argument: String) {
        guard let failure = Failure.allCases.first(where: { "\($0)" == argument }) else { return nil }
        self = failure
    }

    public static var allValueStrings: [String] { allCases.map { "\($0)" } }

    public static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}
