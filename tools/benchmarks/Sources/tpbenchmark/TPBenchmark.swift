import Foundation

/// Answers each question, and writes what it found to a folder.
@main
enum TPBenchmark {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        do {
            if arguments.first == MemoryQuestion.command, let path = arguments.dropFirst().first {
                return try MemoryQuestion.runChild(path)
            }
            guard let options = Options(arguments) else {
                Bench.say("usage: tpbenchmark TPAUDIT OUTPUT-FOLDER [--quick] [--only QUESTION]")
                exit(64)
            }
            exit(try await run(options) ? 0 : 1)
        } catch {
            Bench.say("tpbenchmark: \(error)")
            exit(70)
        }
    }

    private static func run(_ options: Options) async throws -> Bool {
        let bench = try Bench(tpaudit: options.tpaudit, isQuick: options.isQuick)
        defer { bench.discard() }
        let answers = try await answer(bench, only: options.question)
        try FileManager.default.createDirectory(atPath: options.folder, withIntermediateDirectories: true)
        for answer in answers {
            let plot = "\(options.folder)/\(answer.name).svg"
            try Plot(answer).svg.write(toFile: plot, atomically: true, encoding: .utf8)
        }
        let report = MarkdownReport(answers: answers, isQuick: options.isQuick).text
        try report.write(toFile: "\(options.folder)/benchmarks.md", atomically: true, encoding: .utf8)
        try JSONReport(answers: answers, isQuick: options.isQuick).text
            .write(toFile: "\(options.folder)/benchmarks.json", atomically: true, encoding: .utf8)
        print(report)
        return answers.allSatisfy(\.isMet)
    }

    private static func answer(_ bench: Bench, only wanted: String?) async throws -> [Answer] {
        var standing: StandingLogs?
        func logs() throws -> StandingLogs {
            if let standing { return standing }
            Bench.say("making logs to read")
            let made = try StandingLogs(bench)
            standing = made
            return made
        }
        func reading() throws -> ReadingQuestion { ReadingQuestion(bench: bench, standing: try logs()) }
        let append = AppendQuestion(bench: bench)
        let questions: [(name: String, ask: () async throws -> Answer)] = [
            ("append", { try await append.onDisk() }),
            ("append-in-memory", { try await append.inMemory() }),
            ("group-commit", { try await GroupQuestion(bench: bench).answer() }),
            ("vault", { try await VaultQuestion(bench: bench).answer() }),
            ("verify", { try await reading().verify() }),
            ("replay", { try await reading().replay() }),
            ("read", { try await reading().reading() }),
            ("memory", { try MemoryQuestion(bench: bench, standing: try logs()).answer() }),
            ("opening", { try OpeningQuestion(bench: bench, standing: try logs()).answer() }),
            ("tpaudit", { try ToolQuestion(bench: bench, standing: try logs()).answer() }),
        ]
        if let wanted, !questions.contains(where: { $0.name == wanted }) {
            throw BenchmarkFailure("there is no \(wanted); there are \(questions.map(\.name).joined(separator: ", "))")
        }
        var answers: [Answer] = []
        for (name, ask) in questions where wanted == nil || wanted == name {
            Bench.say("measuring \(name)")
            answers.append(try await ask())
        }
        return answers
    }
}
