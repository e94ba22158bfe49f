// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The tools themselves, which are built beside the bundle of the tests, and the scripts.
enum BuiltTools {
    /// How a command ended, and what it wrote to standard output and standard error.
    struct Run {
        var code: Int32
        var output: String
    }

    /// The folder with the tools.
    static let folder: String? = {
        let bundles = [Bundle.main.bundlePath] + CommandLine.arguments.filter { $0.contains(".xctest") }
        let folders = bundles.map {
            URL(fileURLWithPath: $0.replacing(/\.xctest.*/, with: ".xctest")).deletingLastPathComponent()
        }
        return (folders + [URL(fileURLWithPath: Bundle.main.bundlePath)])
            .first { FileManager.default.isExecutableFile(atPath: $0.appending(path: "tpaudit").path) }?.path
    }()

    /// A process of one of the tools.
    static func process(_ tool: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "\(folder ?? ".")/\(tool)")
        process.arguments = arguments
        return process
    }

    /// The folder of the package.
    static let package: String = {
        var package = URL(fileURLWithPath: #filePath)
        // Out of Tests/AuditLogTests/Tool/Support.
        for _ in 0..<5 { package.deleteLastPathComponent() }
        return package.path
    }()

    /// Runs a command with other variables beside those of this process.
    static func run(_ command: [String], _ variables: [String: String] = [:], input: String? = nil) throws -> Run {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        let source = Pipe()
        process.standardInput = source
        try process.run()
        if let input { try source.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
        try source.fileHandleForWriting.close()
        let content = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Run(code: process.terminationStatus, output: String(decoding: content, as: UTF8.self))
    }

    /// Whether there is such a command on this machine.
    static func has(_ command: String) -> Bool { (try? run(["which", command]))?.code == 0 }
}
