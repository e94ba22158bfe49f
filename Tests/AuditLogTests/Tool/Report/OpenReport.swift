// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A report in a browser.
final class OpenReport {
    let browser: Browser
    private let page: ReportPageFile

    init(of log: String, now: Int64 = 1_700_000_600_000_000) throws {
        page = try ReportPageFile(of: log, now: now)
        browser = try Browser()
        try browser.open(page.path)
    }

    /// The page said nothing to the console, and asked for nothing but itself.
    func expectQuiet(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(browser.complaints == [], sourceLocation: sourceLocation)
        #expect(
            browser.requests == [URL(fileURLWithPath: page.path).absoluteString], sourceLocation: sourceLocation)
    }
}
