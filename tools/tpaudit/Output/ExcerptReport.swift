// SPDX-License-Identifier: Apache-2.0

import AuditLog

/// Writes what an excerpt proves: all of it is checked before anything is shown.
struct ExcerptReport {
    private let file: String
    private let key: [UInt8]
    private let output: OutputOptions

    init(_ file: String, key: [UInt8], _ output: OutputOptions) {
        self.file = file
        self.key = key
        self.output = output
    }

    /// - Parameter expect: Throws where the excerpt is not of the log that is meant.
    func write(to console: Console, expect: (Checkpoint) throws -> Void) throws {
        let excerpt = try ExcerptFile(path: file).check(signedBy: key)
        try expect(excerpt.checkpoint)
        if let format = output.machineFormat {
            try write(excerpt, format, to: console)
        } else {
            try writeText(excerpt, to: console)
        }
    }

    private func write(_ excerpt: ProvenExcerpt, _ format: MachineFormat, to console: Console) throws {
        var writer = RowWriter(
            console, format, columns: LogValue.eventFields.filter { $0 != "chain" }, listName: "events")
        try writer.begin()
        _ = try ExcerptFile(path: file).check(signedBy: key) { try writer.add(try $0.value(label: excerpt.session)) }
        try writer.end(excerpt.summary)
    }

    private func writeText(_ excerpt: ProvenExcerpt, to console: Console) throws {
        let labels = SessionLabels([:], of: file)
        let sink = TextEventSink(console, output, labels, isOfOneSession: true)
        sink.begin()
        _ = try ExcerptFile(path: file).check(signedBy: key) { try sink.add([$0.row]) }
        try sink.end()
        let numbers =
            excerpt.first == excerpt.last ? "event \(excerpt.first)" : "events \(excerpt.first) to \(excerpt.last)"
        try console.write(
            Style.good.applied(to: "proven", isOn: output.isColored(on: console)) + ": ",
            wrapped: "\(numbers) of session \(TerminalText.escaped(excerpt.session)), none left out between, by the "
                + "checkpoint over \(counted(excerpt.checkpoint.size, "event")) of log \(hex(excerpt.checkpoint.logID))"
        )
        if excerpt.signingKey != key {
            try console.write(
                "the key that was given vouches for the one that signed it: ", wrapped: hex(excerpt.signingKey))
        }
    }
}
