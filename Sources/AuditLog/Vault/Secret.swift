// SPDX-License-Identifier: Apache-2.0

/// Text that must not be seen: a token, a password, a client secret.
///
/// It prints, dumps and interpolates as `<redacted>`, whatever it stands in. Only ``reveal()`` tells it, so that the
/// places where a secret leaves are found by searching for one word.
public struct Secret: Hashable, Sendable {
    private let text: String

    /// Keeps `text` from being seen.
    public init(_ text: String) {
        self.text = text
    }

    /// The text itself.
    public func reveal() -> String {
        text
    }

    /// The same secret, in memory of its own.
    package func duplicate() -> Secret {
        Secret(String(decoding: Array(text.utf8), as: UTF8.self))
    }

    /// Whether there is no text.
    public var isEmpty: Bool {
        text.isEmpty
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "<redacted>" }
    public var debugDescription: String { "<redacted>" }
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
