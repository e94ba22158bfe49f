// SPDX-License-Identifier: Apache-2.0

import TokenMachineTesting

/// A file of this repository that holds something made from the table of transitions.
enum GeneratedFile: CaseIterable {
    /// The article about the table, in which the table stands between two markers.
    case article
    /// The diagram, the whole file.
    case diagram

    /// Where it is, from the root of the repository.
    var path: String {
        switch self {
        case .article: "Sources/TokenMachine/TokenMachine.docc/TransitionTable.md"
        case .diagram: "Sources/TokenMachine/TokenMachine.docc/Resources/transitions.svg"
        }
    }

    /// What it should hold.
    ///
    /// - Parameter current: What it holds, of which the part that people write is kept.
    /// - Returns: `nil` where `current` has not the two markers between which the table belongs.
    func content(from current: String) -> String? {
        switch self {
        case .article:
            guard let begin = current.firstRange(of: GeneratedFile.begin),
                let end = current[begin.upperBound...].firstRange(of: GeneratedFile.end)
            else { return nil }
            return current[..<begin.upperBound] + "\n" + TransitionTable.markdown() + "\n" + current[end.lowerBound...]
        case .diagram:
            return TransitionTable.svg()
        }
    }

    static let begin = "<!-- The table begins. Written by tools/table, as is all up to its end. -->\n"
    static let end = "<!-- The table ends. -->\n"
}
