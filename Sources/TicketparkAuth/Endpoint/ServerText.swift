// SPDX-License-Identifier: Apache-2.0

/// What a server said, fit for logs and terminals: at most 256 characters, none of which steers anything.
package struct ServerText: Hashable, Sendable {
    /// The greatest number of Unicode scalars.
    package static let longest = 256

    /// The text.
    package let text: String

    /// `raw` without control, bidi and other invisible characters, white space run together, cut to size.
    ///
    /// - Returns: `nil` where nothing is left.
    package init?(_ raw: String) {
        let scalars = Self.visible(raw)
        guard !scalars.isEmpty else { return nil }
        if scalars.count > Self.longest {
            text = String(String.UnicodeScalarView(scalars.prefix(Self.longest - 1))) + "…"
        } else {
            text = String(String.UnicodeScalarView(scalars))
        }
    }

    /// What a server said, unless it repeats something that it was sent.
    init?(_ raw: String?, unlessItTells secrets: SentSecrets) {
        guard let raw, !secrets.appear(in: raw) else { return nil }
        self.init(raw)
    }

    private static func visible(_ raw: String) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        // Cut short before the work, as a hostile text is as long as its sender likes.
        for scalar in raw.unicodeScalars.prefix(longest * 16) {
            if scalar.properties.isWhitespace {
                if let last = scalars.last, last != " " { scalars.append(" ") }
            } else if isVisible(scalar) {
                scalars.append(scalar)
            }
        }
        if scalars.last == " " { scalars.removeLast() }
        return scalars
    }

    /// Whether `scalar` shows as itself and does nothing else.
    static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}

extension ServerText: CustomStringConvertible {
    /// The text itself.
    package var description: String { text }
}
