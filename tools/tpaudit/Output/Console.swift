// SPDX-License-Identifier: Apache-2.0

/// Where a command's output goes, and what is known of that place.
final class Console {
    /// What a command takes from outside beside its arguments.
    struct Surroundings {
        /// Whether people watch the output in a terminal.
        var isTerminal = false
        /// How many columns the terminal has; `nil` where lines may be as long as they like.
        var width: Int?
        /// Whether colours are wanted, as far as the environment says.
        var allowsColor = false
        /// Now, in microseconds since the Unix epoch.
        var nowMicroseconds: Int64
        /// How to wait for what is appended later.
        var waiting = Waiting()
        /// Reads all of standard input; where that is a terminal, one line that is not shown.
        var readInput: () throws -> [UInt8] = { [] }
        /// Sends what is more than a screen to a pager from now on.
        var beginPaging: () -> Void = {}
        /// Lets a signal from now on end the process only when nothing is left of files that are not whole.
        var beginMakingFiles: () -> Void = {}
    }

    /// How a command waits.
    struct Waiting {
        /// For how long the process has been there, in milliseconds.
        var elapsed: () -> Int64 = { 0 }
        /// Waits that many milliseconds, or until there is nobody left to wait for.
        var pause: (Int) -> Void = { _ in }
        /// Whether somebody wants the command to end, or nobody reads its output any more.
        var isOver: () -> Bool = { true }
    }

    let surroundings: Surroundings
    private let output: ([UInt8]) throws(OutputFailure) -> Void
    private let complaints: (String) -> Void
    private var buffer: [UInt8] = []

    private static let bufferSize = 1 << 15

    /// - Parameters:
    ///   - output: Takes what the command answers.
    ///   - complaints: Takes what goes to standard error, a line at a time.
    init(
        _ surroundings: Surroundings,
        output: @escaping ([UInt8]) throws(OutputFailure) -> Void,
        complaints: @escaping (String) -> Void
    ) {
        self.surroundings = surroundings
        self.output = output
        self.complaints = complaints
    }

    /// Writes text to the output.
    func write(_ text: String) throws(OutputFailure) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Console.bufferSize { try flush() }
    }

    /// Writes bytes to the output.
    func write(_ content: [UInt8]) throws(OutputFailure) {
        buffer += content
        if buffer.count >= Console.bufferSize { try flush() }
    }

    /// Writes what `body` adds to the bytes that it is given.
    func write(_ body: (inout [UInt8]) -> Void) throws(OutputFailure) {
        body(&buffer)
        if buffer.count >= Console.bufferSize { try flush() }
    }

    /// Writes a line to the output.
    func write(line: String) throws(OutputFailure) {
        try write(line + "\n")
    }

    /// Makes sure that all of the output has left.
    func flush() throws(OutputFailure) {
        guard !buffer.isEmpty else { return }
        // What cannot be written is not tried again.
        defer { buffer.removeAll(keepingCapacity: true) }
        try output(buffer)
    }

    /// Writes one line to standard error, whatever characters are in it.
    func complain(_ text: String) {
        complaints("tpaudit: " + TerminalText.escaped(text, keepsBackslashes: true))
    }
}

/// Why the output could not be written.
struct OutputFailure: Error, CustomStringConvertible {
    var reason: String

    var description: String { "cannot write the output: \(reason); what was written of it is incomplete" }
}
