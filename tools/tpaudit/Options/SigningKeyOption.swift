// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// The public key that something has to be signed with.
struct SigningKeyOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The public key that it has to be signed with, as tpaudit info showed it.", valueName: "64 hex digits"))
    var signingKey: String

    func validate() throws {
        guard AuditLog.bytes(hex: signingKey)?.count == 32 else {
            throw ValidationError("--signing-key takes 64 hexadecimal digits, as tpaudit info shows them")
        }
    }

    /// The key, 32 bytes.
    var bytes: [UInt8] { AuditLog.bytes(hex: signingKey) ?? [] }
}
