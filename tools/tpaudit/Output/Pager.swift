// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Shows text that is longer than the terminal in the pager that the environment names. What fits is written as it is.
final class Pager {
    private let command: String
    private let rows: Int
    private let write: ([UInt8]) throws(OutputFailure) -> Void
    private var held: [UInt8] = []
    private var lines = 0
    private var process: PipedProcess?

    /// - Parameters:
    ///   - rows: How many lines the terminal has.
    ///   - write: Writes to the terminal itself.
    init(command: String, rows: Int, write: @escaping ([UInt8]) throws(OutputFailure) -> Void) {
        self.command = command
        self.rows = rows
        self.write = write
    }

    /// The pager that `environment` names: `TPAUDIT_PAGER`, else `PAGER`, else `less`; `nil` where there is to be none,
    /// or where there is no such program, which would take the text and show nothing.
    static func command(_ environment: [String: String]) -> String? {
        let command = environment["TPAUDIT_PAGER"] ?? environment["PAGER"] ?? "less"
        guard command != "cat", environment["TERM"] != "dumb", isThere(command, environment["PATH"]) else { return nil }
        return command
    }

    /// Whether the program with which `command` begins is on the path. What only a shell can tell counts as there.
    private static func isThere(_ command: String, _ path: String?) -> Bool {
        guard let program = command.split(separator: " ").first else { return false }
        let isPlain = program.utf8.allSatisfy { byte in
            Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
                || "./_+-".utf8.contains(byte)
        }
        guard isPlain else { return true }
        let folders = program.contains("/") ? [""] : (path ?? "").split(separator: ":").map { $0 + "/" }
        return folders.contains { FileManager.default.isExecutableFile(atPath: $0 + program) }
    }

    /// Takes output.
    func take(_ content: [UInt8]) throws(OutputFailure) {
        if let process { return process.write(content) }
        held += content
        lines += content.count { $0 == 0x0A }
        guard lines >= rows else { return }
        let all = held
        held = []
        guard let process = start() else {
            lines = .min
            return try write(all)
        }
        self.process = process
        process.write(all)
    }

    /// Writes what is still held back, and waits until the reader has left.
    func finish() throws(OutputFailure) {
        let rest = held
        held = []
        if !rest.isEmpty { try write(rest) }
        process?.finish()
    }

    private func start() -> PipedProcess? {
        // The reader may leave in the middle, and Ctrl-C is for the pager.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGINT, SIG_IGN)
        // Quit where it fits after all, keep colours, and leave the text on the screen.
        let settings = ["LESS": "FRX"].merging(ProcessInfo.processInfo.environment) { $1 }
        return PipedProcess(["/bin/sh", "-c", command], environment: settings)
    }
}
