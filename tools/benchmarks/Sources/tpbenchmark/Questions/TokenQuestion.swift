// SPDX-License-Identifier: Apache-2.0

/// How long it takes to read a usable token, against Go's `oauth2.ReuseTokenSource`.
struct TokenQuestion {
    let bench: Bench
    let service: Bench.Service
    /// The program that measures Go.
    let go: String

    func answer() throws -> Answer {
        var points: [Answer.Point] = []
        for threads in [1, 2] {
            var ratios: [Double] = []
            var own: [Double] = []
            var others: [Double] = []
            for index in 0..<bench.count(20, quick: 5) {
                let isFirst = index.isMultiple(of: 2)
                if isFirst { own.append(try readSession(threads)) }
                others.append(try readSource(threads))
                if !isFirst { own.append(try readSession(threads)) }
                ratios.append(own[index] / others[index])
            }
            points.append(
                Answer.Point(
                    label: threads == 1 ? "1 thread" : "\(threads) threads", value: Spread(ratios), goal: .atMost(0.5),
                    absolutes:
                        "session \(Figure.text(Spread(own).median)) ns, Go \(Figure.text(Spread(others).median)) ns"))
        }
        return Answer(
            name: "token", title: "Time to read a usable token, against Go's ReuseTokenSource", unit: .ratio,
            series: [Answer.Series(name: "", points: points)])
    }

    private func readSession(_ threads: Int) throws -> Double {
        try service.measure("read", ["\(threads)", "\(reads)"], in: bench.memory).of("wall")[0]
    }

    private func readSource(_ threads: Int) throws -> Double {
        try Probe(path: go).run(["\(threads)", "\(reads)"]).of("wall")[0]
    }

    private let reads = 20_000
}
