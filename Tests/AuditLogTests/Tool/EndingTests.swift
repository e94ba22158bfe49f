// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// The tool itself, whose output is not read to its end, finds no room, or is broken off.
@Suite(.enabled(if: BuiltTools.folder != nil))
struct EndingTests {
    /// How a process ended, and what it complained of.
    private func end(_ command: ToolCommand, _ path: String, to output: Foundation.FileHandle) throws -> (
        Process, String
    ) {
        let process = try BuiltTools.process("tpaudit", command.line(path))
        let (errors, input) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = input
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data("refresh-1\n".utf8))
        try input.fileHandleForWriting.close()
        let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process, String(decoding: complaints, as: UTF8.self))
    }

    @Test(.timeLimit(.minutes(1)), arguments: ToolCommand.all)
    func `a pipe that nobody reads ends it quietly`(command: ToolCommand) throws {
        let bench = try SpoiledLog.sample()
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let (process, complaints) = try end(command, bench.path, to: pipe.fileHandleForWriting)
        #expect(complaints == "")
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGPIPE)
    }

    @Test(
        .timeLimit(.minutes(1)), .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
        arguments: ToolCommand.all)
    func `a disk without room is told in one line`(command: ToolCommand) throws {
        let bench = try SpoiledLog.sample()
        let opened = Foundation.FileHandle(forWritingAtPath: "/dev/full")
        let full = try #require(opened)
        let (process, complaints) = try end(command, bench.path, to: full)
        #expect(
            complaints
                == "tpaudit: cannot write the output: No space left on device; what was written of it is incomplete\n")
        #expect(process.terminationReason == .exit && process.terminationStatus == AuditExit.outputFailed.rawValue)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a signal ends following, and what was written is whole`(signal: Int32) throws {
        let bench = try SpoiledLog.sample()
        let process = try BuiltTools.process("tpaudit", ["events", bench.path, "--follow", "--format", "json"])
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        var content = Data()
        while !content.contains(Data("\"seq\":15".utf8)) { content += output.fileHandleForReading.availableData }
        kill(process.processIdentifier, signal)
        content += try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        #expect((try JSONSerialization.jsonObject(with: content) as? [Any])?.count == 10)
        #expect(try (errors.fileHandleForReading.readToEnd() ?? Data()).isEmpty)
    }

    /// The copy waits for the lock that its service would hold, so it is there, and has not got its name yet.
    @Test(.timeLimit(.minutes(1)), arguments: ["backup", "import"], [SIGINT, SIGTERM, SIGHUP])
    func `a signal leaves nothing of a file that was not finished`(command: String, signal: Int32) throws {
        let bench = try SpoiledLog.sample()
        try bench.scratch.write(ToolRun("export", bench.path).bytes, to: "export")
        let scratch = try Scratch()
        let copy = scratch.file("copy.sqlite")
        let lock = open(copy + ".lock", O_RDWR | O_CREAT, 0o600)
        try #require(flock(lock, LOCK_EX) == 0)
        defer { close(lock) }
        let arguments =
            command == "backup" ? [command, bench.path, copy] : [command, copy, bench.scratch.file("export")]
        let process = try BuiltTools.process("tpaudit", arguments)
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try EndingTests.run(process)
        while process.isRunning, try !scratch.names().contains(where: { $0.hasPrefix("copy.sqlite.new-") }) {
            sched_yield()
        }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == signal)
        #expect(try scratch.names() == ["copy.sqlite.lock"])
        #expect(try (output.fileHandleForReading.readToEnd() ?? Data()).isEmpty)
        #expect(try (errors.fileHandleForReading.readToEnd() ?? Data()).isEmpty)
    }

    /// A report is written at once, so the system is made to take its time.
    @Test(.timeLimit(.minutes(1)), .enabled(if: EndingTests.canTrace, "there is no strace that may trace"))
    func `a signal leaves nothing of a report that was not finished`() throws {
        let bench = try SpoiledLog.sample()
        let scratch = try Scratch()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
        // With -D the process that is started here is the tool itself.
        process.arguments = [
            "-D", "-f", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:delay_enter=5000000",
            (BuiltTools.folder ?? ".") + "/tpaudit", "report", bench.path, "-o", scratch.file("report.html"),
        ]
        // What strace says of it is nobody's concern here.
        process.standardError = Foundation.FileHandle.nullDevice
        try EndingTests.run(process)
        while process.isRunning, try scratch.names().isEmpty { sched_yield() }
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT)
        #expect(try scratch.names() == [])
    }

    /// Starts a process that Ctrl-C ends, also where these tests run in the background of a shell, which keeps it from
    /// that.
    private static func run(_ process: Process) throws {
        let before = signal(SIGINT, SIG_DFL)
        defer { signal(SIGINT, before) }
        try process.run()
    }

    /// Whether there is an strace that may trace, and make a call take longer.
    static let canTrace: Bool = {
        let line = ["strace", "-o", "/dev/null", "-e", "inject=fsync:delay_enter=1", "/bin/true"]
        return (try? BuiltTools.run(line))?.code == 0
    }()

    @Test func `whatever makes a file takes it along when a signal ends it`() throws {
        let bench = try SpoiledLog.sample()
        let folder = bench.scratch
        try folder.write(ToolRun("export", bench.path).bytes, to: "export")
        for line in [
            ["backup", bench.path, folder.file("copy")], ["import", folder.file("log"), folder.file("export")],
            ["report", bench.path, "-o", folder.file("page")],
            ["anchor", bench.path, "--append", folder.file("anchors")],
            ["archive", bench.path, "--to", folder.file("old"), "--keep", "1", "--key-file", bench.keyPath],
        ] {
            let run = ToolRun(line)
            #expect(run.exit == .fine && run.makesFiles, "\(line[0])")
        }
        #expect(!ToolRun("events", bench.path).makesFiles)
    }
}
