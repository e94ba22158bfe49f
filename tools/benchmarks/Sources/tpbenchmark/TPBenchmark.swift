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
            guard arguments.count == 2 || arguments.count == 3 && arguments.last == "--quick",
                let tpaudit = arguments.first, let folder = arguments.dropFirst().first
            else {
                Bench.say("usage: tpbenchmark TPAUDIT OUTPUT-FOLDER [--quick]")
                exit(64)
            }
            exit(try await run(tpaudit, folder, isQuick: arguments.count == 3) ? 0 : 1)
        } catch {
            Bench.say("tpbenchmark: \(error)")
            exit(70)
        }
    }

    private static func run(_ tpaudit: String, _ folder: String, isQuick: Bool) async throws -> Bool {
        let bench = try Bench(tpaudit: tpaudit, isQuick: isQuick)
        defer { bench.discard() }
        let answers = try await answer(bench)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for answer in answers {
            try Plot(answer).svg.write(toFile: "\(folder)/\(answer.name).svg", atomically: true, encoding: .utf8)
        }
        let report = MarkdownReport(answers: answers, isQuick: isQuick).text
        try report.write(toFile: "\(folder)/benchmarks.md", atomically: true, encoding: .utf8)
        print(report)
        return answers.allSatisfy(\.isMet)
    }

    private static func answer(_ bench: Bench) async throws -> [Answer] {
        var answers: [Answer] = []
        func ask(_ what: String, _ question: () async throws -> Answer) async throws {
            Bench.say("measuring: \(what)")
            answers.append(try await question())
        }
        let append = AppendQuestion(bench: bench)
        try await ask("appending on the disk") { try await append.onDisk() }
        try await ask("appending in memory") { try await append.inMemory() }
        try await ask("callers that share commits") { try await GroupQuestion(bench: bench).answer() }
        try await ask("tokens for the vault") { try await VaultQuestion(bench: bench).answer() }
        Bench.say("making logs to read")
        let standing = try StandingLogs(bench)
        let reading = ReadingQuestion(bench: bench, standing: standing)
        try await ask("verifying") { try await reading.verify() }
        try await ask("replaying") { try await reading.replay() }
        try await ask("reading") { try await reading.reading() }
        try await ask("memory") { try MemoryQuestion(bench: bench, standing: standing).answer() }
        try await ask("opening") { try OpeningQuestion(bench: bench, standing: standing).answer() }
        try await ask("tpaudit") { try ToolQuestion(bench: bench, standing: standing).answer() }
        return answers
    }
}
