// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

extension CompletionKind {
    /// The sessions of the log that is named on the command line so far.
    static var sessions: CompletionKind {
        .custom { words, _, _ in SessionCompletion.labels(after: words) }
    }
}

/// What the shell offers where a session is to be named.
enum SessionCompletion {
    /// The labels of the sessions of the first word that is a log. Whatever goes wrong, nothing is offered: nobody
    /// reads an error while typing.
    static func labels(after words: [String]) -> [String] {
        for word in words.dropFirst(2) where !word.hasPrefix("-") {
            guard let labels = try? LogReader(path: word).labels() else { continue }
            // A label that a terminal or a shell would obey has to be typed by hand.
            return labels.values.sorted().filter {
                $0.allSatisfy { $0.isLetter || $0.isNumber || "-_.@+:".contains($0) }
            }
        }
        return []
    }
}
