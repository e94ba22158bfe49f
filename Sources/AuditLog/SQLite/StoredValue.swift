// SPDX-License-Identifier: Apache-2.0

/// The value of a column, whatever stands there.
enum StoredValue: Hashable, Sendable {
    case null
    case integer(Int64)
    /// Bytes that should be UTF-8.
    case text([UInt8])
    case blob([UInt8])
}

extension StoredValue {
    init(_ value: Int64?) {
        self = value.map(StoredValue.integer) ?? .null
    }

    /// The integer; `nil` for anything else.
    var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The bytes of a text or blob; `nil` for anything else.
    var bytes: [UInt8]? {
        switch self {
        case .text(let bytes), .blob(let bytes): bytes
        case .null, .integer: nil
        }
    }
}
