// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Synchronization

/// A `tpwriter` that runs, with its output in files, so that nobody has to read it for it to go on.
final class WriterProcess: Sendable {
    /// How a process ended.
    enum Ending: Hashable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    /// Its number.
    let id: pid_t
    private let output: String
    private let complaints: String
    private let ending: AsyncStream<Ending>
    private let hasEnded = Flag()

    /// Starts one.
    ///
    /// - Parameters:
    ///   - folder: Where its output goes.
    ///   - wrapper: A command that runs it, such as `strace`.
    init(_ arguments: [String], in folder: Scratch, wrapper: [String] = []) throws {
        let name = UUID().uuidString
        output = folder.file("\(name).out")
        complaints = folder.file("\(name).err")
        let command = wrapper + [try WriterProcess.path] + arguments
        let process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        // A process that traps is to end at once, and not to write down how it came to that.
        process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]
        process.standardInput = FileHandle.nullDevice
        let files = try [output, complaints].map { path in
            try Data().write(to: URL(filePath: path))
            return try FileHandle(forWritingTo: URL(filePath: path))
        }
        // They would stay open for as long as somebody knows of the process, and there may be a thousand of them.
        defer { for file in files { try? file.close() } }
        process.standardOutput = files[0]
        process.standardError = files[1]
        let (ending, continuation) = AsyncStream<Ending>.makeStream()
        self.ending = ending
        process.terminationHandler = { [hasEnded] process in
            hasEnded.raise()
            let status = process.terminationStatus
            continuation.yield(process.terminationReason == .exit ? .exit(status) : .signal(status))
            continuation.finish()
        }
        try process.run()
        id = process.processIdentifier
    }

    /// Whether it has ended.
    var isOver: Bool { hasEnded.isRaised }

    /// Ends it without a warning.
    func kill() {
        _ = Foundation.kill(id, SIGKILL)
    }

    /// Waits until it ends. To be called once.
    func end() async -> Ending {
        var last = Ending.exit(-1)
        for await ending in ending { last = ending }
        return last
    }

    /// Waits until it has acknowledged that many events, or is over.
    func waitFor(acknowledgements count: Int) async throws {
        let size = "ready\n".utf8.count + count * (WriterProcess.idLength + 1)
        while !isOver, try bytes(of: output).count < size {
            try await Task.sleep(for: .microseconds(200))
        }
    }

    /// The ids of the events that it has acknowledged. A line that it was killed in says nothing.
    func acknowledged() throws -> [String] {
        let text = String(decoding: try bytes(of: output), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return lines.filter { $0 != "ready" }.map(String.init)
    }

    /// What it said on standard error.
    func complaint() throws -> String {
        String(decoding: try bytes(of: complaints), as: UTF8.self)
    }

    private func bytes(of path: String) throws -> Data {
        try Data(contentsOf: URL(filePath: path))
    }

    private static let idLength = 36

    /// The executable: beside the tests that run.
    private static var path: String {
        get throws {
            // Linux runs the tests' own executable; elsewhere a helper is told where their bundle is.
            let bundles = CommandLine.arguments.filter { $0.contains(".xctest") }
            let folders = (bundles + [CommandLine.arguments.first ?? ""]).map {
                URL(filePath: $0.replacing(/\.xctest.*/, with: ".xctest")).deletingLastPathComponent()
            }
            for folder in folders {
                let path = folder.appending(path: "tpwriter").path
                if FileManager.default.isExecutableFile(atPath: path) { return path }
            }
            throw Missing(folders: folders.map(\.path))
        }
    }

    private final class Flag: Sendable {
        private let value = Mutex(false)

        var isRaised: Bool { value.withLock { $0 } }

        func raise() {
            value.withLock { $0 = true }
        }
    }

    /// It was not built.
    struct Missing: Error {
        var folders: [String]
    }
}
