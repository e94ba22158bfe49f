// SPDX-License-Identifier: Apache-2.0

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
            if arguments.first == TransitionQuestion.command { return try TransitionQuestion.runChild() }
            guard let options = Options(arguments) else {
                Bench.say(
                    "usage: tpbenchmark TPAUDIT OUTPUT-FOLDER [--quick] [--only QUESTION] [--counter LIBRARY] "
                        + "[--service TPMEASURE] [--go PROGRAM]")
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
        let answers = try await answer(bench, options)
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

    private static func answer(_ bench: Bench, _ options: Options) async throws -> [Answer] {
        let questions =
            if let tpmeasure = options.tpmeasure, let counter = options.counter {
                service(bench, Bench.Service(tpmeasure: tpmeasure, counter: counter), go: options.go)
            } else {
                log(bench, counter: options.counter)
            }
        if let wanted = options.question, !questions.contains(where: { $0.name == wanted }) {
            throw BenchmarkFailure("there is no \(wanted); there are \(questions.map(\.name).joined(separator: ", "))")
        }
        var answers: [Answer] = []
        for question in questions where options.question == nil || options.question == question.name {
            Bench.say("measuring \(question.name)")
            answers.append(try await question.ask())
        }
        return answers
    }

    private typealias Question = (name: String, ask: () async throws -> Answer)

    /// The questions about the machine and the log.
    private static func log(_ bench: Bench, counter: String?) -> [Question] {
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
        let transition = TransitionQuestion(bench: bench)
        var questions: [Question] = [
            ("transition", { transition.answer() }), ("transition-class", { try await transition.againstClass() }),
        ]
        if let counter {
            questions.append(("transition-allocations", { try transition.allocations(counter: counter) }))
        }
        return questions + [
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
            ("tpaudit-whole", { try ToolQuestion(bench: bench, standing: try logs()).whole() }),
            ("report", { try ToolQuestion(bench: bench, standing: try logs()).report() }),
            ("report-size", { try ToolQuestion(bench: bench, standing: try logs()).reportSize() }),
        ]
    }

    /// The questions about the service.
    private static func service(_ bench: Bench, _ service: Bench.Service, go: String?) -> [Question] {
        let question = ServiceQuestion(bench: bench, service: service)
        var questions: [Question] = []
        if let go {
            questions.append(("token", { try TokenQuestion(bench: bench, service: service, go: go).answer() }))
        } else {
            Bench.say("token is skipped: there is no Go to compare with")
        }
        return questions + [
            ("token-allocations", { try question.readAllocations() }),
            ("idle-session", { try question.idleSession() }),
            ("renewal", { try question.renewal() }),
            ("waiting", { try question.waiting() }),
        ]
    }
}
