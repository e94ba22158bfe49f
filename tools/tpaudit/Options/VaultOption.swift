// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Whether the sealed tokens are copied.
struct VaultOption: ParsableArguments {
    @Flag(help: "With the sealed tokens. One that was spent meanwhile can cost a session when it is used again.")
    var withVault = false

    /// Says what the copy is good for.
    func warn(_ console: Console) {
        guard withVault else { return }
        console.complain(
            "the copy has the sealed tokens: once a session was refreshed, a service that is started on the copy loses it"
        )
    }
}
