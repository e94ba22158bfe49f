// SPDX-License-Identifier: Apache-2.0

import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A signed note (<https://c2sp.org/signed-note>): some lines of text, and below them a line for each signature.
package struct SignedNote: Hashable, Sendable {
    /// One signature of a note.
    package struct Signature: Hashable, Sendable {
        /// The name of the key.
        package var name: String
        /// The first four bytes of the key's hash, which tell keys of one name apart.
        package var keyID: [UInt8]
        /// The signature itself.
        package var bytes: [UInt8]
    }

    /// The text, which ends in a newline: what is signed.
    package var text: String
    /// The signatures, of whichever keys.
    package var signatures: [Signature]

    /// A note of that text, signed with an Ed25519 key under that name.
    init(_ text: String, name: String, key: Curve25519.Signing.PrivateKey) throws(LogError) {
        self.text = text
        do {
            let signature = Array(try key.signature(for: Array(text.utf8)))
            let keyID = SignedNote.keyID(name: name, publicKey: Array(key.publicKey.rawRepresentation))
            signatures = [Signature(name: name, keyID: keyID, bytes: signature)]
        } catch {
            throw .keyUnusable(source: "for signing", reason: "it does not sign")
        }
    }

    /// The note that `content` spells; `nil` where it is none.
    package init?(_ content: String) {
        // Only the newline is allowed of all control characters, and it has to end the note.
        guard content.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A }), content.utf8.last == 0x0A
        else { return nil }
        // The last empty line parts the text from the signatures.
        let all = content.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        guard let gap = all.lastIndex(of: ""), gap > 0, gap < all.count - 1 else { return nil }
        text = all[..<gap].joined(separator: "\n") + "\n"
        let lines = all[(gap + 1)...]
        signatures = []
        for line in lines {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 3, words[0] == "—", !words[1].isEmpty,
                let decoded = Data(base64Encoded: String(words[2])), decoded.count > 4,
                // Unused bits at the end could be anything, and one signature would have many spellings.
                decoded.base64EncodedString() == words[2]
            else { return nil }
            signatures.append(
                Signature(name: String(words[1]), keyID: Array(decoded.prefix(4)), bytes: Array(decoded.dropFirst(4))))
        }
    }

    /// The note as it is written.
    package var content: String {
        text + "\n"
            + signatures.map { "— \($0.name) \(Data($0.keyID + $0.bytes).base64EncodedString())\n" }.joined()
    }

    /// Whether the holder of the private key to `publicKey` signed it under that name.
    func isSigned(by publicKey: [UInt8], name: String) -> Bool {
        guard let verifier = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        let keyID = SignedNote.keyID(name: name, publicKey: publicKey)
        return signatures.contains {
            $0.name == name && $0.keyID == keyID && verifier.isValidSignature($0.bytes, for: Array(text.utf8))
        }
    }

    /// SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), the first four bytes; 0x01 stands for Ed25519.
    static func keyID(name: String, publicKey: [UInt8]) -> [UInt8] {
        Array(sha256(Array(name.utf8) + [0x0A, 0x01] + publicKey).prefix(4))
    }
}
