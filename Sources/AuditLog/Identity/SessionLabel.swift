// SPDX-License-Identifier: Apache-2.0

/// The name of a session, chosen by the service: one user's authorization at one client.
public struct SessionLabel: Hashable, Sendable {
    /// 1 to 128 bytes of UTF-8 without control characters.
    public let text: String

    /// The longest label, in bytes of UTF-8.
    public static let byteLimit = 128

    /// Names a session.
    ///
    /// - Throws: Why `text` is no label.
    public init(_ text: String) throws(SessionLabelError) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= SessionLabel.byteLimit else { throw .tooLong(bytes: text.utf8.count) }
        for (position, scalar) in text.unicodeScalars.enumerated() {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                throw .controlCharacter(scalar.value, position: position)
            default:
                continue
            }
        }
        self.text = text
    }

    /// A label as a log holds it.
    package init(stored text: String) {
        self.text = text
    }
}

extension SessionLabel {
    // A log compares labels byte by byte, and `String` does not: it takes two spellings of an accent for the same.
    public static func == (left: SessionLabel, right: SessionLabel) -> Bool {
        var (left, right) = (left.text, right.text)
        return left.withUTF8 { left in right.withUTF8 { right in left.elementsEqual(right) } }
    }

    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8.max)
    }
}

extension SessionLabel: CustomStringConvertible {
    public var description: String { text }
}

/// Why a text is no session label.
public enum SessionLabelError: Error, Hashable, Sendable {
    /// There is nothing in it.
    case empty
    /// It has so many bytes of UTF-8, more than ``SessionLabel/byteLimit``.
    case tooLong(bytes: Int)
    /// A character that a terminal would obey instead of showing it, and where it stands, from 0.
    case controlCharacter(UInt32, position: Int)
}

extension SessionLabelError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty:
            "the session label is empty; name the session, for example box-office"
        case .tooLong(let bytes):
            "the session label has \(bytes) bytes; shorten it to \(SessionLabel.byteLimit)"
        case .controlCharacter(let value, let position):
            "the session label has a control character (U+\(paddedHex(value))) at position \(position); remove it"
        }
    }

    private func paddedHex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
