// SPDX-License-Identifier: Apache-2.0

/// A field that is not the same in two values; `nil` where one of them does not have it.
package struct FieldDifference: Hashable, Sendable {
    /// The field, its parts separated by dots.
    package var field: String
    /// What the first value has.
    package var left: LogValue?
    /// What the second value has.
    package var right: LogValue?

    /// A field with its two values.
    package init(field: String, left: LogValue?, right: LogValue?) {
        self.field = field
        self.left = left
        self.right = right
    }
}

extension FieldDifference {
    /// The fields in which two values differ, in the order of their shape.
    package static func between(_ left: LogValue, _ right: LogValue) -> [FieldDifference] {
        let left = left.flattened
        let right = right.flattened
        let known = left.map(\.name)
        let names = known + right.map(\.name).filter { !known.contains($0) }
        return names.compactMap { name in
            let before = left.first { $0.name == name }?.value
            let after = right.first { $0.name == name }?.value
            return before == after ? nil : FieldDifference(field: name, left: before, right: after)
        }
    }

    /// The difference as every output shows it.
    package var value: LogValue {
        .object([
            LogValue.Field("field", .text(field)), LogValue.Field("left", left ?? .null),
            LogValue.Field("right", right ?? .null),
        ])
    }
}
