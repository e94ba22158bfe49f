// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// Machines that would have decided an event of the sample log otherwise than ours, and signed it.
enum OtherMachine: String, CaseIterable {
    /// The very first event asks for nothing to be sent.
    case sendsNothing
    /// Counts a refusal that there was not, so that the next real one is the last.
    case countsRefusals
    /// Lets those wait who could have been answered.
    case settlesNothing
    /// Takes what is merely late for what nobody asked for.
    case takesLateForUnsolicited
    /// Renews later than the policy says.
    case renewsLate
    /// Decided under the policy that came after.
    case usesAnotherPolicy
    /// Decides the last event otherwise.
    case forgetsAtTheEnd

    /// The log that it would have written: whole in itself, with all hashes and signatures right.
    func log() throws -> SpoiledLog {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil { file in
            func set(_ column: String, _ bytes: [UInt8], at seq: Int64) throws {
                try file.execute("UPDATE event SET \(column) = x'\(hex(bytes))' WHERE seq = \(seq)")
            }
            func transition(_ seq: Int64) throws -> Transition {
                try #require(try LogReader(path: log.path).event(seq)?.transition)
            }
            switch self {
            case .sendsNothing:
                var effects = try transition(1).effects
                effects.send = nil
                try set("effects", effects.canonicalBytes, at: 1)
            case .countsRefusals:
                guard case .valid(var valid) = try transition(9).state else { return }
                valid.refusals = 1
                try set("state", TokenState.valid(valid).canonicalBytes, at: 9)
            case .settlesNothing:
                var effects = try transition(9).effects
                effects.settle = nil
                try set("effects", effects.canonicalBytes, at: 9)
            case .takesLateForUnsolicited:
                try file.execute("UPDATE event SET disposition = 3 WHERE seq = 13")
            case .renewsLate:
                guard case .valid(var valid) = try transition(9).state, case .due(let due, let refresh) = valid.renewal
                else { return }
                valid.renewal = .due(at: due + .seconds(60), refresh)
                try set("state", TokenState.valid(valid).canonicalBytes, at: 9)
            case .usesAnotherPolicy:
                try file.execute("UPDATE event SET policy = 2 WHERE seq = 3")
            case .forgetsAtTheEnd:
                try file.execute(
                    "UPDATE event SET disposition = 1 WHERE seq = (SELECT max(seq) FROM event WHERE kind < 100)")
            }
        }
        try log.rehashAndSign()
        return log
    }
}
