// SPDX-License-Identifier: Apache-2.0

/// What each kind of hashed or signed bytes begins with, so that none can stand in for another. The version of the
/// layout is part of the tag, and each ends in NUL.
enum DomainTag {
    static let genesis = tag("genesis")
    static let event = tag("event")
    static let chain = tag("chain")
    static let head = tag("head")
    static let keys = tag("keys")
    static let key = tag("key")
    static let base = tag("base")
    static let session = tag("session")
    static let policy = tag("policy")
    static let writer = tag("writer")
    static let seal = tag("seal")
    static let vaultKeyCheck = tag("vault-key-check")

    private static func tag(_ name: String) -> [UInt8] {
        Array("ticketpark-auth/\(name)/v0\0".utf8)
    }
}
