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

    /// How a script ended.
    struct Run {
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
