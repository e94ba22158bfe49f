// SPDX-License-Identifier: Apache-2.0

import CAuditSQLite

/// A file with all rows of a log as text, as ``LogReader/export(withVault:to:)`` writes them.
public struct ExportFile: Hashable, Sendable {
    /// Where the file is; `-` for standard input.
    public var path: String

    /// The file at that path.
    public init(path: String) {
        self.path = path
    }

    /// The name of the first value of an export, by which it is known.
    static let headerName = "export"
    /// The first value of an export.
    static let program = "ticketpark-auth"

    /// Makes the log at `path` whose rows the file has. Signatures are copied with all the rest, so no key is needed.
    ///
    /// The file is read line by line. The log is verified before it gets its name, and nothing is left where that
    /// fails.
    ///
    /// - Throws: ``LogError/exportUnusable(path:line:reason:)`` with the line that is wrong;
    ///   ``LogError/copyBroken(path:findings:first:)`` where the rows are not a log that verifies; and why no log can be
    ///   made.
    public func makeLog(
        at path: String, environment: LogEnvironment = .system
    ) throws(LogError) -> CopiedLog {
        let lines = try LineReader(path: self.path)
        let format = try readHeader(lines, environment.formats)
        let meta = try readMeta(lines)
        // The schema of a log depends on the format in which it was begun.
        guard let origin = meta.first(where: { $0.name == "format" }), case .integer(let number) = origin.value,
            let origin = Int32(exactly: number), environment.formats.statements(from: origin, to: format) != nil
        else { throw lines.fault("no log of format \(format) was begun in the format that it names") }
        let formats = LogDraft.Formats(known: environment.formats, origin: origin, current: format)
        return try LogDraft.make(at: path, formats, environment: environment) { draft in
            try ExportFile.insert(meta[...], .meta, into: draft, lines)
            try ExportFile.insertRest(into: draft, lines)
        }
    }

    /// The format of the log, from the first line.
    private func readHeader(_ lines: LineReader, _ known: LogFormats) throws(LogError) -> Int32 {
        guard let line = try lines.next() else { throw lines.fault("it is empty, and no export of a log") }
        let fields = try lines.fields(line)
        guard fields.count == 2, fields[0].name == ExportFile.headerName,
            fields[0].value == .text(Array(ExportFile.program.utf8)), fields[1].name == "format",
            case .integer(let number) = fields[1].value
        else { throw lines.fault("it is not how an export of a log begins") }
        guard let format = Int32(exactly: number), known.canRead(format) else {
            throw lines.fault("the log has format \(number), and this version knows formats up to \(known.current)")
        }
        return format
    }

    private func readMeta(_ lines: LineReader) throws(LogError) -> [(name: String, value: LineValue)] {
        guard let line = try lines.next() else { throw lines.fault("the row of meta is missing") }
        var fields = try lines.fields(line)
        guard try lines.table(&fields) == .meta else { throw lines.fault("the row of meta is missing") }
        return fields
    }

    private static func insertRest(into draft: LogDraft, _ lines: LineReader) throws {
        var last = LogTable.meta
        while let line = try lines.next() {
            var fields = try lines.fields(line)
            let table = try lines.table(&fields)
            guard LogTable.allCases.firstIndex(of: table) ?? 0 >= LogTable.allCases.firstIndex(of: last) ?? 0 else {
                throw lines.fault("a row of \(table.rawValue) cannot come behind those of \(last.rawValue)")
            }
            last = table
            try insert(fields[...], table, into: draft, lines)
        }
        guard last == .head else { throw lines.fault("the file ends before the row of head") }
    }

    private static func insert(
        _ fields: ArraySlice<(name: String, value: LineValue)>, _ table: LogTable, into draft: LogDraft,
        _ lines: LineReader
    ) throws {
        do {
            try draft.insert(try draft.shape.row(fields, of: table), into: table)
        } catch let fault as LineFault {
            throw lines.fault(fault.reason)
        } catch let failure as SQLiteFailure where failure.primaryCode == SQLITE_CONSTRAINT {
            throw lines.fault(failure.message)
        }
    }
}

extension LineReader {
    /// The names and values of a line.
    func fields(_ line: ArraySlice<UInt8>) throws(LogError) -> [(name: String, value: LineValue)] {
        do {
            return try LineParser.fields(line)
        } catch {
            throw fault(error.reason)
        }
    }

    /// The table that the first field of a line names, which is taken from the others.
    func table(_ fields: inout [(name: String, value: LineValue)]) throws(LogError) -> LogTable {
        guard let first = fields.first, first.name == "table", case .text(let name) = first.value else {
            throw fault("it does not begin with the name of a table")
        }
        guard let table = LogTable(rawValue: String(decoding: name, as: UTF8.self)) else {
            throw fault("there is no table \(LineParser.shown(String(decoding: name, as: UTF8.self)))")
        }
        fields.removeFirst()
        return table
    }
}
