// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// Standard input: a terminal that is asked, or what was piped in.
enum StandardInput {
    /// More is no secret and no body that anybody means.
    private static let limit = 16 * 1024 * 1024

    /// Whether people type it.
    static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// A secret: asked for without echo in a terminal, else all that was piped in, without a line break at its end.
    static func secret(_ what: String, prompt: String) throws(Refusal) -> Secret {
        Secret(try text(what, prompt: prompt, isSecret: true))
    }

    /// The same of something that may be seen while it is typed.
    static func text(_ what: String, prompt: String, isSecret: Bool = false) throws(Refusal) -> String {
        var bytes: [UInt8]
        if isTerminal {
            try StandardStream.error.write(Array(prompt.utf8))
            bytes = try Interruption.shared.whileReading(hidesInput: isSecret) { () throws(Refusal) in
                try read(untilLineBreak: true)
            }
            // The line break that was typed was not shown either.
            if isSecret { try StandardStream.error.write(Array("\n".utf8)) }
        } else {
            bytes = try all()
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(.usage, "the \(what) on standard input is not UTF-8")
        }
        guard !text.isEmpty else { throw Refusal(.usage, "the \(what) on standard input is empty") }
        return text
    }

    /// Everything up to its end.
    static func all() throws(Refusal) -> [UInt8] {
        try Interruption.shared.whileReading { () throws(Refusal) in try read(untilLineBreak: false) }
    }

    private static func read(untilLineBreak: Bool) throws(Refusal) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Foundation.read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw Refusal(.cannotOpen, "cannot read standard input: \(String(cString: strerror(errno)))")
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw Refusal(.usage, "standard input holds more than \(limit) bytes") }
            if count == 0 || untilLineBreak && bytes.last == UInt8(ascii: "\n") { return bytes }
        }
    }
}
