// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A tool that runs, with its output in files, so that nobody has to read it for it to go on.
final class ToolProcess: Sendable {
    /// What became of a tool.
    struct Result: Sendable {
        /// The exit code; of one that a signal ended, 128 and its number.
        var exit: Int32
        var output: String
        var error: String

        /// What it said, without the line break at the end.
        var line: String { output.hasSuffix("\n") ? String(output.dropLast()) : output }
        /// What it said on standard error, line by line.
        var errorLines: [String] { error.split(separator: "\n").map(String.init) }
    }

    /// Its number.
    let id: pid_t
    private let ending: AsyncStream<Int32>
    private let folder: URL

    /// Where its output goes, until ``result()`` has returned.
    var outputFile: URL { folder.appending(path: "out") }

    /// Starts a tool.
    ///
    /// - Parameters:
    ///   - environment: All that it gets of an environment, beside `PATH` and `HOME`.
    ///   - input: Its standard input, to its end.
    ///   - wrapper: A command that runs it, such as `setpriv`.
    convenience init(
        _ tool: Tool, _ arguments: [String], environment: [String: String] = [:], input: String = "",
        in workingFolder: URL, wrapper: [String] = []
    ) throws {
        try self.init(
            running: wrapper + [try tool.url.path] + arguments, environment: environment, input: input,
            in: workingFolder)
    }

    /// Starts a command: a path and its arguments.
    init(
        running command: [String], environment: [String: String] = [:], input: String = "", in workingFolder: URL
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tpauth-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = workingFolder
        process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/"].merging(environment) { $1 }
        try Data(input.utf8).write(to: folder.appending(path: "in"))
        process.standardInput = try FileHandle(forReadingFrom: folder.appending(path: "in"))
        for (name, path) in [("out", \Process.standardOutput), ("err", \Process.standardError)] {
            let file = folder.appending(path: name)
            try Data().write(to: file)
            process[keyPath: path] = try FileHandle(forWritingTo: file)
        }
        let (ending, continuation) = AsyncStream<Int32>.makeStream()
        self.ending = ending
        process.terminationHandler = { process in
            continuation.yield(
                process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus)
            continuation.finish()
        }
        try process.run()
        id = process.processIdentifier
    }

    /// Waits until it ends. To be called once.
    func result() async throws -> Result {
        var exit: Int32 = -1
        for await code in ending { exit = code }
        let result = Result(exit: exit, output: try text("out"), error: try text("err"))
        try FileManager.default.removeItem(at: folder)
        return result
    }

    /// Sends it a signal.
    func send(_ signal: Int32) {
        kill(id, signal)
    }

    /// The first line of its output, as soon as it is there.
    func firstLine() async throws -> String {
        for _ in 0..<1500 {
            let text = try text("out")
            if let end = text.firstIndex(of: "\n") { return String(text[..<end]) }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw NoLine(error: try text("err"))
    }

    /// It said nothing within half a minute.
    struct NoLine: Error {
        var error: String
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }
}
