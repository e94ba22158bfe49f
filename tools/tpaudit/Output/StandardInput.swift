// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What is given to this process, and is not to be seen.
enum StandardInput {
    /// No token is longer.
    private static let limit = 1 << 16
    private static let interrupt: UInt8 = 3

    /// Reads all of standard input. Somebody at a terminal is asked for one line, which is not shown.
    static func read() throws -> [UInt8] {
        guard isatty(STDIN_FILENO) == 1 else { return try bytes { _ in false } }
        FileHandle.standardError.write(Data("token (not shown): ".utf8))
        var settings = termios()
        tcgetattr(STDIN_FILENO, &settings)
        var hidden = settings
        // Ctrl-C comes as a character that ends the line, so that the terminal is never left without an echo.
        hidden.c_lflag &= ~tcflag_t(ECHO | ISIG)
        withUnsafeMutableBytes(of: &hidden.c_cc) { $0[Int(VEOL)] = interrupt }
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        let line: [UInt8]
        do {
            defer {
                tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
                FileHandle.standardError.write(Data("\n".utf8))
            }
            line = try bytes { $0.contains(0x0A) || $0.contains(interrupt) }
        }
        if line.contains(interrupt) {
            signal(SIGINT, SIG_DFL)
            raise(SIGINT)
        }
        return line
    }

    private static func bytes(until isEnough: ([UInt8]) -> Bool) throws -> [UInt8] {
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while all.count <= limit {
            let count = Foundation.read(STDIN_FILENO, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Refusal(exit: .cannotOpen, message: "standard input cannot be read") }
            guard count > 0 else { return all }
            all += part[..<count]
            if isEnough(all) { return all }
        }
        throw Refusal(exit: .usage, message: "what came on standard input is too long for a token")
    }
}
