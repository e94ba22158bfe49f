// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// A JSON Schema (draft 2020-12), or a part of one.
struct JSONSchema {
    /// The schema itself, which is JSON too.
    let value: LogValue

    private init(_ fields: [LogValue.Field]) {
        value = .object(fields)
    }

    /// A value of one of JSON's types.
    private static func type(_ name: String, _ more: LogValue.Field...) -> JSONSchema {
        JSONSchema([LogValue.Field("type", .text(name))] + more)
    }

    static let string = type("string")
    static let flag = type("boolean")
    static let integer = type("integer")
    /// A whole number of 0 or more.
    static let count = type("integer", LogValue.Field("minimum", .integer(0)))
    /// A whole number of 1 or more.
    static let ordinal = type("integer", LogValue.Field("minimum", .integer(1)))

    /// A text that matches a regular expression.
    static func string(matching pattern: String) -> JSONSchema {
        type("string", LogValue.Field("pattern", .text(pattern)))
    }

    /// One of these texts.
    static func names(_ names: [String]) -> JSONSchema {
        JSONSchema([LogValue.Field("enum", .list(names.map { .text($0) }))])
    }

    /// The name of a case.
    static func name<Code>(of type: Code.Type) -> JSONSchema where Code: CaseIterable {
        names(type.allCases.map { "\($0)" })
    }

    /// That text alone.
    static func constant(_ text: String) -> JSONSchema {
        JSONSchema([LogValue.Field("const", .text(text))])
    }

    /// A list of such values.
    static func list(of element: JSONSchema) -> JSONSchema {
        type("array", LogValue.Field("items", element.value))
    }

    /// An object that has all of these fields, and no others.
    static func object(_ fields: [(name: String, schema: JSONSchema)]) -> JSONSchema {
        type(
            "object", LogValue.Field("properties", .object(fields.map { LogValue.Field($0.name, $0.schema.value) })),
            LogValue.Field("required", .list(fields.map { .text($0.name) })),
            LogValue.Field("additionalProperties", .flag(false)))
    }

    /// An object whose fields have names of that kind, any of them, and values of another.
    static func map(from names: JSONSchema, to values: JSONSchema) -> JSONSchema {
        type(
            "object", LogValue.Field("propertyNames", names.value),
            LogValue.Field("additionalProperties", values.value))
    }

    /// An object of which no more is said than one field.
    static func object(with name: String, _ schema: JSONSchema) -> JSONSchema {
        type(
            "object", LogValue.Field("properties", .object([LogValue.Field(name, schema.value)])),
            LogValue.Field("required", .list([.text(name)])))
    }

    /// A value that any of these describes.
    static func any(of schemas: [JSONSchema]) -> JSONSchema {
        JSONSchema([LogValue.Field("anyOf", .list(schemas.map(\.value)))])
    }

    /// One of the shared definitions.
    static func definition(_ definition: SchemaDefinition) -> JSONSchema {
        JSONSchema([LogValue.Field("$ref", .text("#/$defs/\(definition.rawValue)"))])
    }

    /// The value, or null.
    var orNull: JSONSchema { .any(of: [self, .type("null")]) }

    /// With words about it, in place of any that it has.
    func described(_ words: String) -> JSONSchema {
        guard case .object(let fields) = value else { return self }
        return JSONSchema([LogValue.Field("description", .text(words))] + fields.filter { $0.name != "description" })
    }

    /// A schema that stands by itself, with the definitions that it refers to.
    func document(title: String) -> LogValue {
        guard case .object(let fields) = value else { return value }
        let definitions = SchemaDefinition.referred(from: value).map { LogValue.Field($0.rawValue, $0.schema.value) }
        return .object(
            [
                LogValue.Field("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
                LogValue.Field("title", .text(title)),
            ] + fields + (definitions.isEmpty ? [] : [LogValue.Field("$defs", .object(definitions))]))
    }
}

extension JSONSchema {
    /// The place of an event in the log.
    static let seq = ordinal.described("The place of an event in the log.")
    /// The name of a token.
    static let ref = string(matching: "^[0-9a-f]{16}$").described("The fingerprint that names a token.")
    /// A time by the clock of the machine, which never runs back.
    static let instant = time(digits: 3).described("Machine time, in UTC.")
    /// A time by the wall clock.
    static let wall = time(digits: 6).described("Time by the wall clock, in UTC.")
    /// A SHA-256 hash or a public key.
    static let hash = string(matching: "^[0-9a-f]{64}$")
    /// The id of a log.
    static let logID = string(matching: "^[0-9a-f]{32}$").described("The id of the log.")
    /// The name of a session.
    static let label = string.described("The label of a session.")
    /// The name of an event or of a record of the log itself.
    static let kind = names(EntryKind.allCases.map(\.name))

    /// Years that RFC 3339 does not have are told as seconds.
    private static func time(digits: Int) -> JSONSchema {
        string(matching: "^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{\(digits)}Z|@-?[0-9]+)$")
    }
}
