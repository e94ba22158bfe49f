// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What all connections of a sandbox share.
final class ServerState: Sendable {
    let gate = AnswerGate()
    private let model: Mutex<SandboxModel>

    init(model: SandboxModel) {
        self.model = Mutex(model)
    }

    /// Reads or changes the model while nobody else does.
    func withModel<Result: Sendable>(_ body: (inout SandboxModel) -> Result) -> Result {
        model.withLock { body(&$0) }
    }
}
