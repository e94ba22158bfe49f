// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Shows text that is longer than the terminal in the pager that the environment names. What fits is written as it is.
final class Pager {
    private let command: String
    private let rows: Int
    private let write: ([UInt8]) throws(OutputFailure) -> Void
    private var held: [UInt8] = []
    private var lines = 0
    private var process: Process?
    private var pipe: Pipe?
    private var isClosed = false

    /// - Parameters:
    ///   - rows: How many lines the terminal has.
    ///   - write: Writes to the terminal itself.
    init(command: String, rows: Int, write: @escaping ([UInt8]) throws(OutputFailure) -> Void) {
        self.command = command
        self.rows = rows
        self.write = write
    }

    /// The pager that `environment` names: `TPAUDIT_PAGER`, else `PAGER`, else `less`; `nil` where there is to be none.
    static func command(_ environment: [String: String]) -> String? {
        let command = environment["TPAUDIT_PAGER"] ?? environment["PAGER"] ?? "less"
        return ["", "cat"].contains(command) || environment["TERM"] == "dumb" ? nil : command
    }

    /// Takes output.
    func take(_ content: [UInt8]) throws(OutputFailure) {
        if process != nil { return send(content) }
        held += content
        lines += content.count { $0 == 0x0A }
        guard lines >= rows else { return }
        let all = held
        held = []
        guard start() else {
            lines = .min
            return try write(all)
        }
        send(all)
    }

    /// Writes what is still held back, and waits until the reader has left.
    func finish() throws(OutputFailure) {
        let rest = held
        held = []
        if !rest.isEmpty { try write(rest) }
        try? pipe?.fileHandleForWriting.close()
        process?.waitUntilExit()
    }

    private func start() -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        var environment = ProcessInfo.processInfo.environment
        // Quit where it fits after all, keep colours, and leave the text on the screen.
        environment["LESS"] = environment["LESS"] ?? "FRX"
        process.environment = environment
        let pipe = Pipe()
        process.standardInput = pipe
        // The reader may leave in the middle, and Ctrl-C is for the pager.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGINT, SIG_IGN)
        guard (try? process.run()) != nil else { return false }
        self.process = process
        self.pipe = pipe
        return true
    }

    private func send(_ content: [UInt8]) {
        guard !isClosed, let pipe else { return }
        do {
            try pipe.fileHandleForWriting.write(contentsOf: Data(content))
        } catch {
            // Who leaves the pager has seen enough.
            isClosed = true
        }
    }
}
