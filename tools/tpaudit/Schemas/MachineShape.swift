// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// The shape of what a command writes for programs.
enum MachineShape {
    /// One object, in JSON as in JSON lines.
    case object(JSONSchema)
    /// Rows: in JSON an array of them, in JSON lines each on a line.
    case rows(JSONSchema)
    /// Rows with more to say of all of them: in JSON an object that has the rows in one of its fields, in JSON lines the
    /// rows and the rest on a last line.
    case list(String, of: JSONSchema, with: [(name: String, schema: JSONSchema)])
    /// Any of several, by what is asked for.
    case either([MachineShape])
    /// Lines alone.
    case lines(JSONSchema)

    /// The schema of all that is written with `--format json`; `nil` where there is no such format.
    var json: JSONSchema? {
        switch self {
        case .object(let schema): schema
        case .rows(let row): .list(of: row)
        case .list(let name, let row, let rest): .object([(name, .list(of: row))] + rest)
        case .either(let shapes): .any(of: shapes.compactMap(\.json))
        case .lines: nil
        }
    }

    /// The schema of each line that is written with `--format jsonl`.
    var line: JSONSchema {
        switch self {
        case .object(let schema), .lines(let schema): schema
        case .rows(let row): row
        case .list(_, let row, let rest): .any(of: [row, .object(rest)])
        case .either(let shapes): .any(of: shapes.map(\.line))
        }
    }
}
