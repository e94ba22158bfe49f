// SPDX-License-Identifier: Apache-2.0

extension LogReader {
    /// Writes all rows of the log as it stands now as text, one line each. What is written can be made a log again
    /// with ``ExportFile/makeLog(at:environment:)``, in which all rows are the same.
    ///
    /// The memory that it takes does not grow with the number of events.
    ///
    /// - Parameters:
    ///   - hasVault: Whether the sealed tokens are part of it.
    ///   - write: Is given each line, with the line feed that ends it.
    /// - Throws: What `write` throws, and why the log cannot be read; what was written is no export then.
    public func export(withVault hasVault: Bool = false, to write: (String) throws -> Void) throws {
        let snapshot = try LogSnapshot(self, hasVault: hasVault)
        var header = LineWriter()
        header.add(ExportFile.headerName, ExportFile.program)
        header.add("format", .integer(Int64(snapshot.format)))
        try write(header.line)
        for table in LogTable.allCases {
            try snapshot.forEachRow(of: table) { try write(snapshot.shape.line($0, of: table)) }
        }
    }
}
