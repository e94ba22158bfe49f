// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Writes commands as people can paste them into a shell.
enum Shell {
    /// How `name` is called, a program that is installed along with this one: by its name where that is found, else by
    /// the path of the one beside this program.
    static func command(_ name: String) -> String {
        let files = FileManager.default
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        if folders.contains(where: { files.isExecutableFile(atPath: "\($0)/\(name)") }) { return name }
        // As it was called, and not where links lead to, which is longer.
        guard let program = CommandLine.arguments.first, program.contains("/") else { return name }
        let beside = URL(fileURLWithPath: program).deletingLastPathComponent().appending(path: name).path
        return files.isExecutableFile(atPath: beside) ? word(relative(beside)) : name
    }

    /// A text as one word.
    static func word(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
                || "./_-".utf8.contains(byte)
        }
        return isPlain ? text : "'" + OneLine.of(text).replacing("'", with: #"'\''"#) + "'"
    }

    /// The path as it is from this folder, where it lies below it.
    private static func relative(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }
}
