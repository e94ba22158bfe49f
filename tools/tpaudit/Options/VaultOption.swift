// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Whether the sealed tokens are copied.
struct VaultOption: ParsableArguments {
    @Flag(help: "With the sealed tokens. One that was spent meanwhile can cost a session when it is used again.")
    var withVault = false

    /// Says what the copy is good for.
    ///
    /// - Parameter sealedTokens: How many it has, where that is known.
    func warn(_ console: Console, sealedTokens: Int64? = nil) {
        guard withVault, sealedTokens != 0 else { return }
        console.complain(
            "the copy has the sealed tokens: once a session was refreshed, a service that is started on the copy loses it"
        )
    }
}
