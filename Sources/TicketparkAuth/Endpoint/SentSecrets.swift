// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// What was sent to a server and must not come back into a log, in all the forms in which a server may repeat it.
struct SentSecrets: Sendable {
    /// Of a longer secret, so many bytes in a row are as good as all of it: servers cut what they repeat.
    private static let window = 16
    /// No more of a text is looked at, and no more of it is ever shown.
    private static let longestText = 8 * 1024

    private let forms: [[UInt8]]

    init(_ secrets: [Secret]) {
        forms = Set(secrets.filter { !$0.isEmpty }.flatMap { Self.forms(of: $0.reveal()) }).map { Array($0.utf8) }
    }

    /// Whether `text` holds one of them, in whatever letter case and with whatever invisible characters between.
    func appear(in text: String) -> Bool {
        let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.longestText)))
        let visible = String(String.UnicodeScalarView(start.unicodeScalars.filter(ServerText.isVisible)))
        return [start, visible].contains { variant in
            let bytes = Array(variant.lowercased().utf8)
            return forms.contains { Self.tells(bytes, of: $0) }
        }
    }

    /// The same secret as it is, escaped for a form, for a URL, for HTML, and in both alphabets of base64.
    private static func forms(of secret: String) -> [String] {
        let base64 = Data(secret.utf8).base64EncodedString().filter { $0 != "=" }
        let urlSafe = base64.replacing("+", with: "-").replacing("/", with: "_")
        let html = secret.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
        return [
            secret, FormEncoding.encode(secret), PercentEncoding.encode(secret), html,
            html.replacing("'", with: "&#039;"), html.replacing("'", with: "&#39;"), base64, urlSafe,
        ]
        .map { $0.lowercased() }
    }

    private static func tells(_ text: [UInt8], of secret: [UInt8]) -> Bool {
        let size = min(secret.count, window)
        guard text.count >= size else { return false }
        let windows = Set((0...secret.count - size).map { secret[$0..<$0 + size] })
        return (0...text.count - size).contains { windows.contains(text[$0..<$0 + size]) }
    }
}
