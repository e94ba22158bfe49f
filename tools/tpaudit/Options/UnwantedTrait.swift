// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// What `--not` leaves out: an option of the selection with its value, as `kind=tokenRequested`.
struct UnwantedTrait {
    private enum Trait {
        case session(String)
        case kind(EntryKind)
        case state(StateKind)
        case disposition(Disposition)
        case failure(Failure)
        case writer(String)
        case attempt(UInt64)
    }

    private let trait: Trait

    /// - Throws: What can be written instead of `text`.
    init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let trait = UnwantedTrait.trait(parts[0], parts[1]) else {
            if parts.count == 2, UnwantedTrait.options.contains(parts[0]) {
                throw ValidationError("--not \(text): there is no \(parts[0]) \(parts[1])")
            }
            throw ValidationError(
                "--not takes session=, kind=, state=, disposition=, failure=, writer= or attempt= with a value of that "
                    + "option, and not \(text)")
        }
        self.trait = trait
    }

    /// Those that are the same in all logs, as they are written.
    static let spellings =
        EntryKind.allValueStrings.map { "kind=" + $0 } + StateKind.allValueStrings.map { "state=" + $0 }
        + Disposition.allValueStrings.map { "disposition=" + $0 } + Failure.allValueStrings.map { "failure=" + $0 }

    private static let options = ["session", "kind", "state", "disposition", "failure", "writer", "attempt"]

    private static func trait(_ option: String, _ value: String) -> Trait? {
        switch option {
        case "session": .session(value)
        case "kind": EntryKind(argument: value).map(Trait.kind)
        case "state": StateKind(argument: value).map(Trait.state)
        case "disposition": Disposition(argument: value).map(Trait.disposition)
        case "failure": Failure(argument: value).map(Trait.failure)
        case "writer": .writer(value)
        case "attempt": UInt64(value).map(Trait.attempt)
        default: nil
        }
    }

    /// Adds it to what is left out of a query.
    func add(to traits: inout EventTraits, _ reader: LogReader) throws {
        switch trait {
        case .session(let label): traits.sessions.insert(try reader.requireSession(label).id)
        case .kind(let kind): traits.kinds.insert(kind)
        case .state(let state): traits.states.insert(state)
        case .disposition(let disposition): traits.dispositions.insert(disposition)
        case .failure(let failure): traits.failures.insert(failure)
        case .writer(let name): traits.writers.formUnion(try reader.requireWriters(name))
        case .attempt(let number): traits.attempts.insert(Attempt(number))
        }
    }
}
