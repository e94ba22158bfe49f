// SPDX-License-Identifier: Apache-2.0

extension Story {
    /// The sentences, with the middle of long runs of the same told in one.
    var condensed: [Finding] {
        var result: [Finding] = []
        var run: [Finding] = []
        for finding in findings {
            if Story.isOrdinary(finding.topic) {
                run.append(finding)
            } else {
                result += Story.condense(run) + [finding]
                run = []
            }
        }
        return result + Story.condense(run)
    }

    private static func isOrdinary(_ topic: Finding.Topic) -> Bool {
        switch topic {
        case .tried, .faulted, .answered, .refused, .ranOut: true
        case .state, .lastGood, .asked, .process, .gap, .clock, .callers, .storm, .policy, .unread, .fault, .advice:
            false
        }
    }

    private static func condense(_ run: [Finding]) -> [Finding] {
        guard run.count > keptAtStart + keptAtEnd + 2 else { return run }
        let middle = run.dropFirst(keptAtStart).dropLast(keptAtEnd)
        func count(_ topic: Finding.Topic, _ noun: String) -> String? {
            let count = middle.count { $0.topic == topic }
            return count > 0 ? "\(count) \(noun)" : nil
        }
        let parts = [
            count(.tried, "refreshes sent"), count(.faulted, "tries without an answer"),
            count(.answered, "answers of the server"), count(.refused, "refusals of the API"),
            count(.ranOut, "tokens run out"),
        ].compactMap { $0 }
        var told = Finding(.faulted, nil, "It went on like that: \(words: parts.joined(separator: ", ")).")
        told.seq = middle.first?.seq
        told.wallMicroseconds = middle.first?.wallMicroseconds
        return Array(run.prefix(keptAtStart)) + [told] + Array(run.suffix(keptAtEnd))
    }

    private static let keptAtStart = 3
    private static let keptAtEnd = 3
}
