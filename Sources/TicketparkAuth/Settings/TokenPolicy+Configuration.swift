// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

extension TokenPolicy {
    /// The default policy with what a configuration says otherwise.
    init(settings: SettingsReader) async throws {
        self.init()
        for policy in PolicySetting.all {
            let setting = ServiceSetting(policy)
            // Files that know numbers hold numbers, and are asked for them.
            let found: SettingsReader.Found<String>? =
                switch policy.kind {
                case .permille: try await settings.number(setting).map { $0.with("\($0.value)") }
                case .count: try await settings.wholeNumber(setting).map { $0.with("\($0.value)") }
                case .interval, .renewal, .reuse: try await settings.text(setting)
                }
            guard let found else { continue }
            guard let change = policy.change(found.value) else { throw found.error(.takes(policy.kind.words)) }
            change(&self)
        }
    }
}
