// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The files of the package, as they lie beside the tests.
enum Repository {
    /// The folder of the package.
    static let folder: URL = {
        var folder = URL(filePath: #filePath)
        // Out of Tests/EndToEndTests/Documentation.
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder
    }()

    /// The pages at the top, the articles, and the examples for those who run it.
    static let pages: [String] = {
        let files = FileManager.default
        let top = (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
        let sources = (try? files.subpathsOfDirectory(atPath: folder.appending(path: "Sources").path)) ?? []
        return top.filter { $0.hasSuffix(".md") }.sorted()
            + sources.filter { $0.hasSuffix(".md") }.map { "Sources/" + $0 }.sorted()
    }()

    /// The examples for those who run it.
    static let operations: [String] = {
        let path = "tools/operations"
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)
        return (names ?? []).sorted().map { "\(path)/\($0)" }
    }()

    /// The text of a file.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    /// The blocks of shell commands in a page.
    ///
    /// - Parameter heading: Only those of that section.
    static func shellBlocks(in path: String, under heading: String? = nil) throws -> [String] {
        var text = try text(path)[...]
        if let heading {
            text = text[(text.firstRange(of: "\n\(heading)\n")?.upperBound ?? text.endIndex)...]
            text = text[..<(text.firstRange(of: "\n### ")?.lowerBound ?? text.endIndex)]
        }
        return text.split(separator: "\n```sh\n", omittingEmptySubsequences: false).dropFirst().map {
            String($0[..<($0.firstRange(of: "\n```")?.lowerBound ?? $0.endIndex)])
        }
    }
}
