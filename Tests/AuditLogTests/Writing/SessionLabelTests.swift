// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing

struct SessionLabelTests {
    @Test(arguments: ["a", "box-office", "Zürich ☂ 🎟", String(repeating: "x", count: 128), " ", "a/b\\c'\"--;"])
    func `a label is any short text that a terminal shows as it is`(_ text: String) throws {
        let label = try SessionLabel(text)
        #expect(label.text == text)
        #expect("\(label)" == text)
    }

    @Test(arguments: [
        ("", "the session label is empty; name the session, for example box-office"),
        (String(repeating: "x", count: 129), "the session label has 129 bytes; shorten it to 128"),
        (String(repeating: "ü", count: 65), "the session label has 130 bytes; shorten it to 128"),
        ("a\nb", "the session label has a control character (U+000A) at position 1; remove it"),
        ("\u{0}", "the session label has a control character (U+0000) at position 0; remove it"),
        ("ab\u{1B}[2J", "the session label has a control character (U+001B) at position 2; remove it"),
        ("a\u{7F}", "the session label has a control character (U+007F) at position 1; remove it"),
        ("a\u{9B}", "the session label has a control character (U+009B) at position 1; remove it"),
        ("a\u{202E}b", "the session label has a control character (U+202E) at position 1; remove it"),
        ("a\u{200B}", "the session label has a control character (U+200B) at position 1; remove it"),
        ("a\u{2028}", "the session label has a control character (U+2028) at position 1; remove it"),
        ("a\u{E0041}", "the session label has a control character (U+E0041) at position 1; remove it"),
    ])
    func `what is no label says why and what to do`(_ text: String, _ description: String) {
        let error = #expect(throws: SessionLabelError.self) { _ = try SessionLabel(text) }
        #expect(error.map { "\($0)" } == description)
    }
}
