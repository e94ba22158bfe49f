// SPDX-License-Identifier: Apache-2.0

/// The header fields of an answer, whose names know no letter case (RFC 9110 section 5.1).
public struct ResponseHeaders: Hashable, Sendable {
    /// One header field.
    public struct Field: Hashable, Sendable {
        /// The name as the server wrote it.
        public let name: String
        /// The value, without white space around it.
        public let value: String
    }

    /// All fields, in the order in which they came.
    public let fields: [Field]

    init(_ fields: [(name: String, value: String)]) {
        self.fields = fields.map { Field(name: $0.name, value: $0.value) }
    }

    /// The first value under that name.
    public subscript(name: String) -> String? {
        values(named: name).first
    }

    /// All values under that name.
    public func values(named name: String) -> [String] {
        let name = name.lowercased()
        return fields.filter { $0.name.lowercased() == name }.map(\.value)
    }
}
