// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema

/// The formats that logs were ever made in, and how a log of one becomes a log of the next.
package struct LogFormats: Sendable {
    /// The format that this build writes.
    package var current: Int32
    /// The statements that made a log of each format.
    package var schemas: [Int32: String]
    /// The statements that make a log of that format one of the next. They run in one transaction, whatever guards the
    /// tables, and are never changed once they were released.
    package var steps: [Int32: String]

    package init(current: Int32, schemas: [Int32: String], steps: [Int32: String]) {
        self.current = current
        self.schemas = schemas
        self.steps = steps
    }

    /// Those that this build knows.
    package static let known = LogFormats(
        current: LogSchema.format, schemas: [LogSchema.format: LogSchema.sql], steps: [:])

    /// Whether this build can read a log of that format.
    func canRead(_ format: Int32) -> Bool {
        format <= current && (format..<current).allSatisfy { steps[$0] != nil } && format >= 0
    }

    /// The statements that lead to a log of `format` which was made in the format `origin`; `nil` where there are none.
    func statements(from origin: Int32, to format: Int32) -> [String]? {
        guard origin <= format, let schema = schemas[origin] else { return nil }
        let steps = (origin..<format).map { self.steps[$0] }
        guard !steps.contains(nil) else { return nil }
        return [schema] + steps.compactMap(\.self)
    }
}
