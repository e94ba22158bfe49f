// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// What a log holds, as ordered names and values: the one shape from which every output is made and in which states
/// are compared field by field.
public enum LogValue: Hashable, Sendable {
    /// Nothing.
    case null
    /// Yes or no.
    case flag(Bool)
    /// A whole number.
    case integer(Int64)
    /// A whole number that may be greater than a signed one can be.
    case unsigned(UInt64)
    /// Text; where it is from outside, nothing is known of its characters.
    case text(String)
    /// Text as it stands in the file, which should be UTF-8 and may be anything.
    case utf8([UInt8])
    /// A point in machine time.
    case instant(Instant)
    /// A point in time by the wall clock, in microseconds since the Unix epoch.
    case wall(Int64)
    /// Values in their order.
    case list([LogValue])
    /// Names with values, in their order.
    case object([Field])

    /// A name with its value.
    public struct Field: Hashable, Sendable {
        /// The name, in snake case and with its unit last.
        public var name: String
        /// The value.
        public var value: LogValue

        /// A name with its value.
        public init(_ name: String, _ value: LogValue) {
            self.name = name
            self.value = value
        }
    }
}

extension LogValue {
    /// The value, or ``null``.
    static func optional<Value>(_ value: Value?, _ body: (Value) -> LogValue) -> LogValue {
        value.map(body) ?? .null
    }

    /// The name of an enumeration's case.
    static func name(_ code: some RawRepresentable) -> LogValue {
        .text("\(code)")
    }

    /// The name of an enumeration's case.
    static func name(_ code: some NamedCase) -> LogValue {
        .text(code.caseName)
    }

    /// The name of a token.
    static func ref(_ ref: TokenRef) -> LogValue {
        .text(ref.hexText)
    }

    /// The value of the field named `name`, where this is an object that has one.
    public subscript(name: String) -> LogValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }

    /// The fields of nested objects under one name each, its parts separated by dots. Lists stay whole.
    public var flattened: [Field] {
        guard case .object(let fields) = self else { return [] }
        return fields.flatMap { field in
            if case .object = field.value {
                field.value.flattened.map { Field(field.name + "." + $0.name, $0.value) }
            } else {
                [field]
            }
        }
    }
}
