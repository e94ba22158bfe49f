// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A program that measures one thing and prints what it found as `NAME VALUE` lines.
struct Probe {
    let path: String
    /// A library that is loaded before the program's own, such as the one that counts allocations.
    var preloaded: String?

    /// Runs it to its end.
    ///
    /// - Returns: The values of each name, in the order in which they were printed.
    func run(_ arguments: [String]) throws -> [String: [Double]] {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: path)
        child.arguments = arguments
        if let preloaded {
            child.environment = ProcessInfo.processInfo.environment.merging(["LD_PRELOAD": preloaded]) { $1 }
        }
        let output = Pipe()
        child.standardOutput = output
        try child.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        child.waitUntilExit()
        guard child.terminationStatus == 0 else {
            throw BenchmarkFailure("\(path) \(arguments.joined(separator: " ")) ended with \(child.terminationStatus)")
        }
        var values: [String: [Double]] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let value = Double(words[1]) else {
                throw BenchmarkFailure("\(path) printed “\(line)”")
            }
            values[String(words[0]), default: []].append(value)
        }
        return values
    }
}

extension [String: [Double]] {
    /// The values of that name, of which there is at least one.
    func of(_ name: String) throws -> [Double] {
        guard let values = self[name], !values.isEmpty else { throw BenchmarkFailure("\(name) was not measured") }
        return values
    }
}
