// SPDX-License-Identifier: Apache-2.0

/// The commands in a text of shell: each as its words, without quotes and what a shell makes of them.
enum ShellCommand {
    static func all(in text: String) -> [[String]] {
        let lines = text.replacing("\\\n", with: " ").split(separator: "\n").map(withoutComment)
        return lines.flatMap { line in
            line.replacing("$(", with: "\u{0}").split { "\u{0}()|;&`".contains($0) }.map { command in
                command.split(separator: " ").map { String($0.filter { !"\"'".contains($0) }) }.filter { !$0.isEmpty }
            }
        }
    }

    private static func withoutComment(_ line: Substring) -> Substring {
        line.hasPrefix("#") ? "" : line[..<(line.firstRange(of: " #")?.lowerBound ?? line.endIndex)]
    }
}
