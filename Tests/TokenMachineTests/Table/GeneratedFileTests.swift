// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import tptable

/// What is made from the table and committed is what the table makes now.
@Suite struct `Files made from the table` {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

    @Test(arguments: GeneratedFile.allCases)
    func `hold what the table makes`(file: GeneratedFile) throws {
        let committed = try String(contentsOf: Self.root.appending(path: file.path), encoding: .utf8)
        let expected = try #require(file.content(from: committed), "\(file.path) has lost its markers")
        // Not the texts themselves in the expectation: it would print both in full.
        let isCurrent = committed == expected
        #expect(isCurrent, "\(file.path) is not what the table makes; run tools/table")
    }

    @Test func `keep what people have written around the table`() throws {
        let article = "# A title\n\n\(GeneratedFile.begin)\nold\n\n\(GeneratedFile.end)\nThe end.\n"
        let content = try #require(GeneratedFile.article.content(from: article))
        #expect(content.hasPrefix("# A title\n\n\(GeneratedFile.begin)\n`wake` stands where"))
        #expect(content.hasSuffix("\n\(GeneratedFile.end)\nThe end.\n"))
        #expect(!content.contains("old"))
        #expect(GeneratedFile.article.content(from: content) == content)
    }

    @Test(arguments: ["", "\(GeneratedFile.begin)", "\(GeneratedFile.end)\(GeneratedFile.begin)"])
    func `are left alone where the markers are not there`(article: String) {
        #expect(GeneratedFile.article.content(from: article) == nil)
    }
}
