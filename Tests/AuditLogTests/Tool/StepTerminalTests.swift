// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog

/// The tool itself in a terminal: whatever ends it, the terminal is as it was.
@Suite struct StepTerminalTests {
    /// How a walk through a session is ended.
    enum Ending: String, CaseIterable {
        case quit, interrupt, terminate, hangUp
    }

    @Test(.timeLimit(.minutes(1)), arguments: Ending.allCases)
    func `the terminal is left as it was found`(ending: Ending) throws {
        let bench = try SpoiledLog.sample()
        var main: Int32 = 0
        var side: Int32 = 0
        try #require(openpty(&main, &side, nil, nil, nil) == 0)
        defer {
            close(main)
            close(side)
        }
        var before = termios()
        tcgetattr(side, &before)
        let process = Process()
        process.executableURL = try Self.executable()
        process.arguments = ["step", bench.path, "box-office"]
        process.standardInput = FileHandle(fileDescriptor: side, closeOnDealloc: false)
        process.standardOutput = FileHandle(fileDescriptor: side, closeOnDealloc: false)
        try process.run()
        var output = try read(main, until: "q quit")
        switch ending {
        case .quit: write(main, "q", 1)
        case .interrupt: kill(process.processIdentifier, SIGINT)
        case .terminate: kill(process.processIdentifier, SIGTERM)
        case .hangUp: kill(process.processIdentifier, SIGHUP)
        }
        output += try read(main, until: "\u{1B}[?1049l")
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        var after = termios()
        tcgetattr(side, &after)
        #expect(before.c_lflag == after.c_lflag && before.c_iflag == after.c_iflag && before.c_oflag == after.c_oflag)
        #expect(output.contains("\u{1B}[?1049h") && output.hasSuffix("\u{1B}[?25h\u{1B}[?1049l"))
    }

    /// What the terminal shows, up to some words.
    private func read(_ descriptor: Int32, until words: String) throws -> String {
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: all, as: UTF8.self).contains(words) {
            let count = Foundation.read(descriptor, &part, part.count)
            try #require(count > 0)
            all += part[..<count]
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// The tool, which is built beside the bundle of the tests.
    private static func executable() throws -> URL {
        let bundles = [Bundle.main.bundlePath] + CommandLine.arguments.filter { $0.contains(".xctest") }
        let folders = bundles.map {
            URL(fileURLWithPath: $0.replacing(/\.xctest.*/, with: ".xctest")).deletingLastPathComponent()
        }
        return try #require(
            (folders + [URL(fileURLWithPath: Bundle.main.bundlePath)]).map { $0.appending(path: "tpaudit") }
                .first { FileManager.default.isExecutableFile(atPath: $0.path) })
    }
}
