// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing

@testable import AuditLog

/// Checkpoints as text: what others verify, and what comes back from where it was kept.
struct CheckpointNoteTests {
    private let key = Curve25519.Signing.PrivateKey()
    private let checkpoint: Checkpoint

    init() throws {
        var tree = MerkleFrontier()
        for byte in 0..<5 { tree.append(LayoutOracle.sha256([UInt8(byte)])) }
        checkpoint = try Checkpoint(
            logID: Array(0..<16), tree: tree, wallMicroseconds: 1_700_000_000_000_000, previous: 3, key: key)
    }

    private var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    @Test func `a checkpoint is a note of five lines, an empty one and a signature`() {
        let lines = checkpoint.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 8)
        #expect(lines[0] == "ticketpark-auth/000102030405060708090a0b0c0d0e0f")
        #expect(lines[1] == "5")
        #expect(lines[2] == Data(checkpoint.root).base64EncodedString()[...])
        #expect(lines[3...5] == ["wall 1700000000000000", "previous 3", ""])
        #expect(lines[6].hasPrefix("— ticketpark-auth/000102030405060708090a0b0c0d0e0f "))
        #expect(lines[7] == "")
    }

    @Test func `what is read from the text is what was signed`() throws {
        let read = try #require(Checkpoint(checkpoint.text))
        #expect(read == checkpoint)
        #expect(read.isSigned(by: publicKey))
        #expect(!read.isSigned(by: Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)))
        #expect(!read.isSigned(by: [1, 2, 3]))
    }

    @Test func `signatures of witnesses stand beside that of the log`() throws {
        let witness = "— witness.example/w1 " + Data([UInt8](repeating: 7, count: 76)).base64EncodedString() + "\n"
        let read = try #require(Checkpoint(checkpoint.text + witness))
        #expect(read.isSigned(by: publicKey))
        #expect(read.text == checkpoint.text + witness)
    }

    @Test func `no byte of a checkpoint can be changed unseen`() {
        let bytes = Array(checkpoint.text.utf8)
        for place in bytes.indices {
            for mask: UInt8 in [1, 2, 0x20] {
                var changed = bytes
                changed[place] ^= mask
                let read = Checkpoint(String(decoding: changed, as: UTF8.self))
                #expect(read?.isSigned(by: publicKey) != true, "byte \(place)")
            }
        }
    }

    @Test(arguments: [
        "", "\n", "\n\n", "no note", "no note\n", "no note\n\n", "text\n\n— name\n", "text\n\n— name AAAA\n",
        "text\n\n- name AAAAAAAA\n", "text\n\n— name AAAAAAAA", "te\u{1B}xt\n\n— name AAAAAAAA\n",
    ])
    func `what is no signed note is none`(text: String) {
        #expect(SignedNote(text) == nil)
        #expect(Checkpoint(text) == nil)
    }

    @Test(arguments: [
        "05", "+5", "-5", "0", "5 ", "99999999999999999999", "",
    ])
    func `a size is a number without ornaments`(size: String) {
        let text = checkpoint.text.replacingOccurrences(of: "\n5\n", with: "\n\(size)\n")
        #expect(Checkpoint(text) == nil)
    }

    @Test func `a checkpoint that names one after it as the one before is none`() {
        #expect(Checkpoint(checkpoint.text.replacingOccurrences(of: "previous 3", with: "previous 5")) == nil)
    }
}
