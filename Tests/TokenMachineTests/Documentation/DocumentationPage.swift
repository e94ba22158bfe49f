// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A page that people read: an article, or one of those at the top of the package.
struct DocumentationPage: CustomTestStringConvertible {
    /// Its path below the package.
    var path: String

    var testDescription: String { path }

    /// The folder of the package.
    static let package: URL = {
        var package = URL(filePath: #filePath)
        // Out of Tests/TokenMachineTests/Documentation.
        for _ in 0..<4 { package.deleteLastPathComponent() }
        return package
    }()

    /// All of them.
    static let all = (paths(in: ".", "md", depth: 1) + paths(in: "Sources", "md")).map(DocumentationPage.init)

    /// The files with such a name, by their paths below the package.
    ///
    /// - Parameter depth: How many folders down they may lie; any number unless given.
    static func paths(in folder: String, _ type: String, depth: Int = .max) -> [String] {
        let root = package.appending(path: folder)
        let names = depth == 1 ? try? FileManager.default.contentsOfDirectory(atPath: root.path) : nil
        let all = names ?? (try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []
        return all.filter { $0.hasSuffix("." + type) }.map { folder == "." ? $0 : "\(folder)/\($0)" }.sorted()
    }

    /// The blocks of code in that language.
    func listings(in language: String) throws -> [Substring] {
        let text = try String(contentsOf: Self.package.appending(path: path), encoding: .utf8)
        return text.split(separator: "\n```\(language)\n", omittingEmptySubsequences: false).dropFirst().map {
            $0[..<($0.firstRange(of: "\n```")?.lowerBound ?? $0.endIndex)]
        }
    }
}
