// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import Foundation
import TokenMachine

/// Settings of a policy that are to be other than they were, as `renewAt=0.5` or from a file.
struct PolicyChange {
    /// What is changed, as `--set` takes it, also where a file says it in another unit.
    private(set) var settings: [String] = []
    private var changes: [(inout TokenPolicy) -> Void] = []

    /// The policy with all of the changes.
    func changed(_ policy: TokenPolicy) -> TokenPolicy {
        var policy = policy
        for change in changes { change(&policy) }
        return policy
    }

    /// Takes a setting as it is written on a command line.
    mutating func add(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw ValidationError("--set takes a setting and a value, as renewAt=0.5, and not \(text)")
        }
        try add(parts[0], parts[1])
    }

    /// Takes all settings of a JSON object, as `tpaudit info --format json` shows policies.
    mutating func add(file path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Refusal(exit: .cannotOpen, message: "cannot read the policy \(path); check the path")
        }
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw Refusal(exit: .usage, message: "\(path) is no JSON object of settings, as {\"renewAt\": 0.5}")
        }
        let settings = object["policy"] as? [String: Any] ?? object
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) { try add(name, "\(value)") }
    }

    private mutating func add(_ name: String, _ value: String) throws {
        guard let setting = PolicySetting.all.first(where: { $0.name == name || $0.loggedName == name }) else {
            throw ValidationError(
                "there is no setting \(name); there are \(PolicySetting.all.map(\.name).joined(separator: ", "))")
        }
        guard let change = setting.change(value, isLogged: name == setting.loggedName && name != setting.name) else {
            throw ValidationError("\(name) takes \(setting.kind.words), and not \(value)")
        }
        var policy = TokenPolicy.ticketpark
        change(&policy)
        settings.append("\(setting.name)=\(setting.text(in: policy))")
        changes.append(change)
    }
}
