// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TokenMachine

extension EventLog {
    /// Appends one event that is not to be refused.
    @discardableResult
    func append(_ request: AppendRequest) throws -> StoredEvent {
        let outcome = try #require(try append([request]).first)
        guard case .appended(let stored) = outcome else {
            throw Refused(outcome: outcome)
        }
        return stored
    }

    /// Appends one event of the machine, and answers what the machine made of it.
    @discardableResult
    func transition(_ request: AppendRequest) throws -> Transition {
        try #require(try append(request).transition)
    }
}

/// An adoption was refused where none should be.
struct Refused: Error {
    var outcome: AppendOutcome
}
