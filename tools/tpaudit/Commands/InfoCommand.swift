// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// `tpaudit info`: what a log is, at a glance.
struct InfoCommand: AuditCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "What a log is: its age, size, sessions and keys.",
        discussion: """
            Nothing is verified; that is what tpaudit verify is for.

            EXAMPLES:
              tpaudit info auth.sqlite
              tpaudit info auth.sqlite --format json |
                jq -r '.keys[] | select(.purpose == "signing") | .value'
            """)

    @OptionGroup var log: LogArgument
    @OptionGroup var output: OutputOptions

    func run(_ console: Console) throws -> AuditExit {
        let reader = try log.open(console)
        guard case .object(let fields) = try reader.info().value else { return .internalError }
        let policies = try reader.policies()
        let writers = try reader.writers()
        if let format = output.machineFormat {
            let lists: [String: LogValue] = [
                "policies": .list(policies.map(\.value)), "writers": .list(writers.map(\.value)),
            ]
            let whole = fields.map { LogValue.Field($0.name, lists[$0.name] ?? $0.value) }
            try console.write(object: .object(whole), format)
        } else {
            let parts: [String: LogValue] = [
                "events": InfoCommand.text(
                    ofEvents: fields.first { $0.name == "events" }?.value ?? .null, archived: try reader.archivedSize()),
                "keys": InfoCommand.text(ofKeys: fields.first { $0.name == "keys" }?.value ?? .null),
                "policies": InfoCommand.text(of: policies),
                "writers": InfoCommand.text(of: writers, in: output.zone),
            ]
            let whole = fields.map { LogValue.Field($0.name, parts[$0.name] ?? $0.value) }
            try console.write(fields: whole, in: output.zone)
        }
        return .fine
    }

    /// How many events there are, which is more than the sessions have.
    private static func text(ofEvents events: LogValue, archived: Int64) -> LogValue {
        guard case .integer(let count) = events, count > 0 else { return events }
        let rest = archived > 0 ? "; the first \(archived) lie in an archive" : ""
        return .text("\(count), with the records of the log itself" + rest)
    }

    /// Keys one by one, as a list of objects is nothing to read.
    private static func text(ofKeys keys: LogValue) -> LogValue {
        guard case .list(let keys) = keys else { return .null }
        return .object(
            keys.map { LogValue.Field($0["purpose"]?.text(in: .utc) ?? "", $0["value"] ?? .null) })
    }

    /// Of each policy, what is not as it is by default.
    private static func text(of policies: [PolicySummary]) -> LogValue {
        let usual = LogValue(TokenPolicy.ticketpark).flattened
        return .object(
            policies.map { policy in
                let other = LogValue(policy.policy).flattened.filter { !usual.contains($0) }
                    .map { "\($0.name) \($0.value.text(in: .utc))" }
                return LogValue.Field(
                    "\(policy.id)", .text(other.isEmpty ? "the defaults" : other.joined(separator: ", ")))
            })
    }

    /// How many processes have written, and which was the last.
    private static func text(of writers: [WriterSummary], in zone: ZoneText) -> LogValue {
        guard let last = writers.last else { return .integer(0) }
        return .text(
            "\(writers.count), the last \(last.program), process \(last.processID), from "
                + zone.text(microseconds: last.startedMicroseconds))
    }
}
