// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Writes what is made from the table of transitions into the files that show it, or only looks whether it is there.
///
/// It runs in the root of the repository. It takes its one option by itself, so that who works on the machine alone
/// builds nothing else.
@main
enum TPTable {
    static func main() {
        switch CommandLine.arguments.dropFirst() {
        case []: exit(write())
        case ["--check"]: exit(check())
        case _:
            complain("usage: tptable [--check]")
            exit(64)
        }
    }

    private static func write() -> Int32 {
        for file in GeneratedFile.allCases {
            let current = content(of: file)
            guard let content = file.content(from: current) else {
                complain("\(file.path) has lost the markers between which the table belongs")
                return 1
            }
            guard content != current else { continue }
            do {
                try content.write(toFile: file.path, atomically: true, encoding: .utf8)
                print("written: \(file.path)")
            } catch {
                complain("\(file.path) cannot be written: \(error.localizedDescription)")
                return 1
            }
        }
        return 0
    }

    private static func check() -> Int32 {
        let stale = GeneratedFile.allCases.filter { file in
            let current = content(of: file)
            return file.content(from: current) != current
        }
        for file in stale { complain("\(file.path) is not what the table makes; run tools/table") }
        return stale.isEmpty ? 0 : 1
    }

    /// What is in the file; nothing where there is none yet.
    private static func content(of file: GeneratedFile) -> String {
        (try? String(contentsOfFile: file.path, encoding: .utf8)) ?? ""
    }

    private static func complain(_ message: String) {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
    }
}
