// SPDX-License-Identifier: Apache-2.0

extension Console {
    /// Writes `text` behind `lead` as one line, or in a terminal that is too narrow for it as several: below each other,
    /// or where too little of the terminal is left for that, below the lead.
    ///
    /// - Parameter limit: The most columns that are filled, for text that is wrapped wherever it goes.
    func write(_ lead: String, wrapped text: String, limit: Int? = nil) throws(OutputFailure) {
        let start = TerminalText.width(lead)
        guard let width = [surroundings.width, limit].compactMap({ $0 }).min(), start + TerminalText.width(text) > width
        else { return try write(line: lead + text) }
        let longest = text.split(separator: " ").map { TerminalText.width($0) }.max() ?? 0
        let room = width - start
        guard longest > room || room < Console.narrowest else {
            var lines = TerminalText.wrapped(text, to: room)
            try write(line: lead + lines.removeFirst())
            for line in lines { try write(line: String(repeating: " ", count: start) + line) }
            return
        }
        try write(line: TerminalText.trimmed(lead))
        for line in TerminalText.wrapped(text, to: width - Console.indentation) {
            try write(line: String(repeating: " ", count: Console.indentation) + line)
        }
    }

    private static let narrowest = 30
    private static let indentation = 4
}
