// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Standard output and error, written at once, also where they are pipes.
enum StandardStream {
    case output
    case error

    /// Whether people watch it.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Writes a line.
    func write(line: String) throws(Refusal) {
        try write(Array((line + "\n").utf8))
    }

    /// Writes bytes as they are. A reader who has left is no error: nobody misses what is not read.
    func write(_ content: [UInt8]) throws(Refusal) {
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EPIPE { return }
            guard count > 0 else {
                throw Refusal(.cannotOpen, "cannot write the output: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Says something on standard error, as one line. Where that does not work there is nobody left to tell.
    static func complain(_ text: String) {
        try? error.write(line: "tpauth: " + OneLine.of(text))
    }

    private var descriptor: Int32 {
        switch self {
        case .output: STDOUT_FILENO
        case .error: STDERR_FILENO
        }
    }
}
