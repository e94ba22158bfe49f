// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing

@testable import TicketparkAuth

struct ServerTextTests {
    @Test(arguments: [
        ("Invalid refresh token", "Invalid refresh token"),
        ("  two\r\n\tlines\u{2028}here ", "two lines here"),
        ("a\u{1B}[31mred\u{7}", "a[31mred"),
        ("abc\u{202E}cba\u{2066}x\u{200B}\u{FEFF}", "abccbax"),
        ("tag\u{E0041}\u{AD}", "tag"),
        ("Grüße €", "Grüße €"),
    ])
    func `what steers a terminal is left out`(raw: String, text: String) {
        #expect(ServerText(raw)?.text == text)
    }

    @Test(arguments: ["", " \n ", "\u{0}\u{202E}"])
    func `nothing visible is no text`(raw: String) {
        #expect(ServerText(raw) == nil)
    }

    @Test func `a long text is cut to 256 scalars`() {
        let text = ServerText(String(repeating: "ab", count: 100_000))?.text
        #expect(text?.unicodeScalars.count == 256)
        #expect(text?.hasSuffix("ba…") == true)
        let stacked = ServerText("a" + String(repeating: "\u{301}", count: 10_000))?.text
        #expect(stacked?.unicodeScalars.count == 256)
    }

    @Test func `a text of just 256 scalars stays whole`() {
        let text = String(repeating: "a", count: 256)
        #expect(ServerText(text)?.text == text)
    }
}

struct SentSecretsTests {
    private static let password = "pa ss+w%20rd&ü=1"
    private let secrets = SentSecrets([
        Secret(password), Secret("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw"), Secret(""),
    ])

    @Test(arguments: [
        "no such user: pa ss+w%20rd&ü=1!", "PA SS+W%20RD&Ü=1", "got pa+ss%2Bw%2520rd%26%C3%BC%3D1",
        "got pa%20ss%2bw%2520rd%26%c3%bc%3d1", "got " + Data(password.utf8).base64EncodedString(),
        "pa\u{0} ss+w\u{200B}%20rd&ü=1", "pa ss+w%20rd&amp;ü=1",
        "token MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw", "token …Nzg5MDEyMzQ1Njc4… is unknown",
        String(repeating: "x", count: 5_000) + "pa ss+w%20rd&ü=1",
    ])
    func `a secret is found in every form`(text: String) {
        #expect(secrets.appear(in: text))
        #expect(ServerText(text, unlessItTells: secrets) == nil)
    }

    @Test(arguments: [
        ("a b", "got a+b"), ("a b", "got a%20b"), ("ab?", "got YWI/"), ("ab?", "got YWI_"), ("'", "&#039;"),
    ])
    func `a short secret is found in every form, each by itself`(secret: String, text: String) {
        #expect(SentSecrets([Secret(secret)]).appear(in: text))
        #expect(!SentSecrets([Secret(secret)]).appear(in: "got it"))
    }

    @Test(arguments: ["Invalid username and password combination", "", "pa ss", "MTIzNDU2"])
    func `an innocent text stays`(text: String) {
        #expect(!secrets.appear(in: text))
    }
}
