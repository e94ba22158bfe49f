// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import tpaudit

extension ToolRun {
    /// Nothing that the run wrote is obeyed: by a terminal, by a strict reader of its format, or by a spreadsheet.
    ///
    /// - Parameter name: What was run.
    func expectHarmless(
        _ format: String = "text", _ name: @autoclosure () -> String = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let about = Comment(rawValue: "\(name()) \(format)")
        #expect(exit != .internalError, about, sourceLocation: sourceLocation)
        #expect(String(validating: bytes, as: UTF8.self) != nil, about, sourceLocation: sourceLocation)
        let unsafe = output.unicodeScalars.first { $0 != "\n" && TerminalText.isUnsafe($0) }
        #expect(unsafe == nil, about, sourceLocation: sourceLocation)
        #expect(
            complaints.allSatisfy { !$0.unicodeScalars.contains(where: TerminalText.isUnsafe) }, about,
            sourceLocation: sourceLocation)
        #expect(throws: Never.self, about, sourceLocation: sourceLocation) { try parse(format) }
    }

    private func parse(_ format: String) throws {
        guard !output.isEmpty else { return }
        switch format {
        case "json": _ = try json()
        case "jsonl":
            for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        case "csv":
            for cell in try CSVCells.rows(of: output).joined() where CSVCells.isAlive(cell) && Double(cell) == nil {
                throw CSVCells.Fault(description: "a spreadsheet runs \(cell)")
            }
        default: break
        }
    }
}
