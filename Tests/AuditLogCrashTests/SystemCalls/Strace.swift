// SPDX-License-Identifier: Apache-2.0

import Foundation

/// `strace`, which lets a system call of a process fail, or ends the process at it.
enum Strace {
    /// What happens at a system call instead of the call.
    enum Fault: Hashable, Sendable, CustomStringConvertible {
        /// It fails with that error.
        case error(String)
        /// The process is killed.
        case kill

        var description: String {
            switch self {
            case .error(let name): "error=\(name)"
            case .kill: "signal=SIGKILL"
            }
        }
    }

    /// Where it is; `nil` where it is not there, or may not trace, or cannot plant a fault.
    static let path: String? = {
        let paths = ["/usr/bin/strace", "/usr/local/bin/strace", "/bin/strace"]
        guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return nil }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-f", "-o", "/dev/null"] + planting(.error("EIO"), at: "fsync", 1) + ["/bin/true"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? path : nil
    }()

    /// A command that runs another one and writes down its system calls on `files`.
    static func recording(to trace: String, files: [String]) -> [String] {
        [path ?? "strace", "-f", "-o", trace] + files.flatMap { ["-P", $0] }
    }

    /// The same, with a fault at a system call on `files`, the one of that number.
    static func planting(
        _ fault: Fault, at call: String, _ number: Int, to trace: String, files: [String]
    ) -> [String] {
        recording(to: trace, files: files) + planting(fault, at: call, number)
    }

    private static func planting(_ fault: Fault, at call: String, _ number: Int) -> [String] {
        ["-e", "trace=\(call)", "-e", "inject=\(call):\(fault):when=\(number)"]
    }

    /// Whether a fault that was planted was met.
    static func wasMet(_ fault: Fault, in trace: String) throws -> Bool {
        let text = try String(contentsOfFile: trace, encoding: .utf8)
        return switch fault {
        case .error: text.contains("(INJECTED)")
        case .kill: text.contains("+++ killed by SIGKILL +++")
        }
    }

    /// How many times each system call was made, by the thread that began.
    static func calls(in trace: String) throws -> [String: Int] {
        let lines = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
        let main = lines.first?.prefix { $0.isNumber }
        return lines.reduce(into: [:]) { calls, line in
            let number = line.prefix { $0.isNumber }
            let rest = line.dropFirst(number.count).drop { $0 == " " }
            let call = rest.prefix { $0 != "(" }
            if number == main, call.count < rest.count, call.allSatisfy({ $0.isLetter || $0.isNumber }) {
                calls[String(call), default: 0] += 1
            }
        }
    }
}
