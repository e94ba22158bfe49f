// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// No secret is ever seen: in no file in any of the forms in which somebody would look for it, and in no text.
struct SecrecyTests {
    let bench: LogBench
    let now = Instant(milliseconds: 1_700_000_000_000)

    init() throws {
        bench = try LogBench()
    }

    /// The text as it would stand in a file: raw, in hexadecimal digits, in Base64 at each of its three offsets.
    private func disguises(_ secret: [UInt8]) -> [[UInt8]] {
        var disguises = [secret, Array(hex(secret).utf8), Array(hex(secret).uppercased().utf8)]
        for offset in 0..<3 {
            let encoded = Data([UInt8](repeating: 0, count: offset) + secret).base64EncodedString()
            // Without the characters that depend on the neighbours.
            disguises.append(Array(encoded.utf8.dropFirst(4).dropLast(4)))
        }
        return disguises + disguises.map { $0.reversed() }
    }

    private func contains(_ content: [UInt8], _ needle: [UInt8]) -> Bool {
        Data(content).range(of: Data(needle)) != nil
    }

    @Test func `no token and no key stands in any file of the log`() throws {
        let secrets = ["access-Zk3PqW9xT1", "refresh-Lm7RsB2yV4", "access-Qn5UtD8zX6", "refresh-Jh1WvF4cN9"]
        let log = try bench.open()
        for pair in [secrets[..<2], secrets[2...]] {
            let tokens = zip(pair, [TokenKind.access, .refresh]).map { text, kind in
                VaultedToken(ref: log.ref(of: Secret(text)), kind: kind, secret: Secret(text))
            }
            let grant = Grant(
                access: GrantedAccessToken(ref: tokens[0].ref, lifetime: .seconds(600)), refresh: tokens[1].ref,
                requestedAt: now)
            try log.append(bench.event(.grantAdopted(grant), secrets: tokens, note: "adopted"))
        }
        let keys = try ["box-office.key", "box-office.key.sign"].map { name in
            Array(try #require(bytes(hex: String(decoding: bench.scratch.read(name), as: UTF8.self).dropLast())))
        }
        #expect(try log.secret(log.ref(of: Secret(secrets[3])), of: SessionID(1))?.reveal() == secrets[3])
        try log.close()
        let files = try bench.scratch.contents().filter { !$0.key.hasPrefix("box-office.key") }
        #expect(files.count == 5)
        for (name, content) in files {
            for secret in secrets.map({ Array($0.utf8) }) + keys {
                for disguise in disguises(secret) {
                    #expect(!contains(content, disguise), "\(name)")
                }
            }
        }
        // The search does find what is there.
        let main = try #require(files[LogBench.name])
        #expect(contains(main, Array("adopted".utf8)))
    }

    private struct Holder {
        var name = "holder"
        var secret = Secret("tell-no-one")
        var optional: Secret? = Secret("tell-no-one")
        var list = [Secret("tell-no-one")]
        var table = ["key": Secret("tell-no-one")]
        var pair = (Secret("tell-no-one"), 1)
        var token = VaultedToken(ref: TokenRef(rawValue: 1), kind: .access, secret: Secret("tell-no-one"))
    }

    private enum Complaint: Error {
        case about(Secret)
    }

    private final class Keeper {
        let secret = Secret("tell-no-one")
    }

    @Test func `a secret does not print, whatever it stands in`() {
        let values: [Any] = [
            Secret("tell-no-one"), Holder(), Optional(Secret("tell-no-one")) as Any, [Secret("tell-no-one")],
            Complaint.about(Secret("tell-no-one")), Keeper(), Set([Secret("tell-no-one")]),
            Result<Secret, Complaint>.success(Secret("tell-no-one")),
            bench.event(.signInRequested, secrets: [Holder().token]),
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for text in [
                "\(value)", String(describing: value), String(reflecting: value), dumped,
                "\(Mirror(reflecting: value).children.map { $0 })",
            ] {
                #expect(!text.contains("tell-no-one"))
            }
        }
        #expect("\(Secret("tell-no-one"))" == "<redacted>")
        #expect(String(reflecting: Secret("tell-no-one")) == "<redacted>")
        #expect(Mirror(reflecting: Secret("tell-no-one")).children.isEmpty)
        #expect("\(Optional(Secret("tell-no-one")) as Any)" == "Optional(<redacted>)")
        #expect("\(Holder().token)".contains("<redacted>"))
        #expect("\(Complaint.about(Secret("tell-no-one")))" == "about(<redacted>)")
    }

    @Test func `a secret tells its text when asked, and compares by it`() {
        #expect(Secret("tell-no-one").reveal() == "tell-no-one")
        #expect(Secret("a") == Secret("a"))
        #expect(Secret("a") != Secret("b"))
        #expect(Secret("").isEmpty)
        #expect(!Secret(" ").isEmpty)
    }

    @Test func `no key prints with the log that it belongs to`() throws {
        let log = try bench.open()
        let keys = try ["box-office.key", "box-office.key.sign"].map { name in
            String(decoding: try bench.scratch.read(name), as: UTF8.self).dropLast()
        }
        var dumped = ""
        dump(log, to: &dumped)
        dump(log.keys, to: &dumped)
        dump(bench.keys, to: &dumped)
        for key in keys {
            #expect(!dumped.contains(key))
            // As a dump of a byte array would have it.
            let numbers = try #require(bytes(hex: key)).map { "- \($0)" }.prefix(4)
            let lines = dumped.split(separator: "\n").map { $0.drop(while: { $0 == " " }) }
            #expect(
                !lines.indices.dropLast(3).contains { start in
                    zip(lines[start...], numbers).allSatisfy { $0 == $1 }
                })
        }
    }
}
