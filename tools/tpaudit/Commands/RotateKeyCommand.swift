// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog

/// `tpaudit rotate-key`: another key takes the place of one of the log's.
struct RotateKeyCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key",
        abstract: "Put a new signing or vault key in the place of the one in force.",
        discussion: """
            A new signing key is vouched for by the old one, in the log, and the old one is destroyed: who steals the \
            new one cannot write anew what was before. A new vault key seals all tokens anew. Services that have the \
            log open take the new keys up by themselves, as long as they read them from the same files.

            A vault key that was lost is replaced with --lost. The log stays whole, but the tokens in it cannot be \
            opened any more: all sessions are signed out, and each needs a sign-in. A signing key that was lost cannot \
            be replaced: nobody is left to vouch for another. Begin a new log then, and keep the old one.

            EXAMPLES:
              tpaudit rotate-key auth.sqlite
              tpaudit rotate-key auth.sqlite --vault --key-file /etc/box-office/auth.key
              tpaudit rotate-key auth.sqlite --vault --lost
            """)

    @OptionGroup var log: WritingOptions
    @Flag(help: "The vault key, not the signing key.")
    var vault = false
    @Flag(help: "The vault key is lost: sign all sessions out.")
    var lost = false

    func validate() throws {
        guard vault || !lost else {
            throw ValidationError("--lost goes with --vault; a lost signing key cannot be replaced")
        }
    }

    func run(_ console: Console) throws -> AuditExit {
        let instant = log.instant(console)
        if lost {
            try EventLog.replacingLostVaultKey(path: log.log, keys: log.keys, at: instant).close()
            try console.write(line: "there is a new vault key; every session needs a sign-in")
            return .fine
        }
        let writer = try log.open()
        if vault {
            try writer.rotateVaultKey(id: log.makeID(console), at: instant)
            try console.write(line: "there is a new vault key, and all tokens are sealed with it")
        } else {
            try writer.rotateSigningKey(id: log.makeID(console), at: instant)
            try console.write(
                line: "there is a new signing key: \(hex(writer.signingKey)); note it where you keep anchors")
        }
        try writer.close()
        return .fine
    }
}
