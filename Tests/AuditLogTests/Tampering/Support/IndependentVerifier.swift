// SPDX-License-Identifier: Apache-2.0

import Foundation

/// `Schema/verify.py`: a verifier in another language, which knows the page on the format and nothing of this package.
enum IndependentVerifier {
    /// A Python that has the package that it needs: that of `.build-venv`, else the one on the path.
    static let python = python(with: "cryptography")

    /// A Python that has that package.
    static func python(with package: String) -> [String]? {
        [[folder + "/.build-venv/bin/python3"], ["/usr/bin/env", "python3"]].first {
            (try? run($0 + ["-c", "import \(package)"]))?.code == 0
        }
    }

    static var isThere: Bool { python != nil }

    static let absence = "needs cryptography: python3 -m venv .build-venv && .build-venv/bin/pip install cryptography"

    private static let folder: String = {
        var package = URL(fileURLWithPath: #filePath)
        // Out of Tests/AuditLogTests/Tampering/Support.
        for _ in 0..<5 { package.deleteLastPathComponent() }
        return package.path
    }()

    /// One thing that it found.
    struct Finding: Hashable, Decodable {
        var seq: Int64?
        var what: String
    }

    /// It did not do what was asked for.
    struct Failure: Error {
        var text: String
    }

    /// What it says of a log.
    struct Verdict: Decodable {
        var log: String
        var findings: [Finding]
        /// What it could not verify.
        var open: [String]
    }

    /// What it says of each of the logs, all in one process.
    static func verdicts(on logs: [(path: String, keyFile: String?)]) throws -> [Verdict] {
        let names = logs.map { log in log.path + (log.keyFile.map { "\t" + $0 } ?? "") }
        let run = try script("verify.py", ["--json", "-"], input: names.joined(separator: "\n") + "\n")
        guard [0, 2, 4].contains(run.code), !run.output.contains("Traceback") else {
            throw Failure(text: String(run.output.suffix(2000)))
        }
        let verdicts = try run.output.split(separator: "\n").map {
            try JSONDecoder().decode(Verdict.self, from: Data($0.utf8))
        }
        guard verdicts.map(\.log) == logs.map(\.path) else { throw Failure(text: run.output) }
        return verdicts
    }

    /// Runs one of the scripts beside the schema.
    static func script(_ name: String, _ arguments: [String], input: String = "") throws -> Run {
        guard let python else { throw Failure(text: absence) }
        return try run(python + ["-B", folder + "/Schema/" + name] + arguments, input: input)
    }

    /// How `verify.py` ends with each of these arguments, all in one process: what takes time is to start one.
    static func runs(_ lines: [[String]]) throws -> [Run] {
        guard let python else { throw Failure(text: absence) }
        let input = try lines.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) + "\n" }.joined()
        let run = try run(python + ["-B", "-c", driver, folder + "/Schema"], input: input)
        let runs = try run.output.split(separator: "\n").map {
            try JSONDecoder().decode(Run.self, from: Data($0.utf8))
        }
        guard run.code == 0, runs.count == lines.count else { throw Failure(text: String(run.output.suffix(2000))) }
        return runs
    }

    private static let driver = """
        import contextlib, io, json, sys
        sys.path.insert(0, sys.argv[1])
        import verify
        for line in sys.stdin:
            sys.argv = ["verify.py"] + json.loads(line)
            output = io.StringIO()
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                try:
                    code = verify.main()
                except SystemExit as end:
                    code = end.code
            print(json.dumps({"code": code, "output": output.getvalue()}))
        """

    /// How a script ended.
    struct Run: Decodable {
        var code: Int32
        var output: String
    }

    /// Runs a command.
    static func run(_ command: [String], input: String = "") throws -> Run {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        let names = FileManager.default.temporaryDirectory.appendingPathComponent("tp-verify-\(UUID().uuidString)")
        try Data(input.utf8).write(to: names)
        defer { try? FileManager.default.removeItem(at: names) }
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: names)
        process.standardOutput = output
        // What it has to say of itself, such as why it broke off, belongs to the answer.
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Run(code: process.terminationStatus, output: text)
    }
}
