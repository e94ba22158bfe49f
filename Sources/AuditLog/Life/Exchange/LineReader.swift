// SPDX-License-Identifier: Apache-2.0

/// Reads a file line by line. However long the file is, no more than one line of it is kept.
final class LineReader {
    /// Where the file is, as errors call it.
    let path: String
    /// The number of the line that was read last, from 1 on.
    private(set) var line = 0

    /// The file, read as far as the lines so far needed.
    let file: FileHandle
    private var buffer: [UInt8] = []
    private var place = 0
    private var isAtEnd = false

    /// A longer line is refused: nothing that this package writes comes near it.
    static let limit = 1 << 20
    private static let chunkSize = 1 << 16

    /// The path that stands for standard input.
    static let standardInput = "-"

    /// Opens the file at `path`, or standard input.
    init(path: String) throws(LogError) {
        self.path = path == LineReader.standardInput ? "standard input" : path
        do {
            file = path == LineReader.standardInput ? try .standardInput() : try .reading(path)
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }

    /// The next line without the line feed that ends it; `nil` at the end of the file.
    func next() throws(LogError) -> ArraySlice<UInt8>? {
        line += 1
        var looked = place
        while true {
            if let end = buffer[looked...].firstIndex(of: 0x0A) {
                defer { place = end + 1 }
                return try checked(buffer[place..<end])
            }
            looked = buffer.endIndex
            guard !isAtEnd else {
                defer { place = buffer.endIndex }
                return place == buffer.endIndex ? nil : try checked(buffer[place...])
            }
            if buffer.count - place > LineReader.limit { throw tooLong() }
            buffer.removeFirst(place)
            looked -= place
            place = 0
            try fill()
        }
    }

    /// What is thrown where the line that was read last is not what it should be.
    func fault(_ reason: String) -> LogError {
        .exportUnusable(path: path, line: line, reason: reason)
    }

    private func checked(_ content: ArraySlice<UInt8>) throws(LogError) -> ArraySlice<UInt8> {
        guard content.count <= LineReader.limit else { throw tooLong() }
        guard !content.isEmpty else { throw fault("it is empty") }
        return content
    }

    private func tooLong() -> LogError {
        fault("it is longer than \(LineReader.limit >> 20) MiB")
    }

    private func fill() throws(LogError) {
        do {
            let chunk = try file.readNext(upTo: LineReader.chunkSize)
            isAtEnd = chunk.isEmpty
            buffer += chunk
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }
}
