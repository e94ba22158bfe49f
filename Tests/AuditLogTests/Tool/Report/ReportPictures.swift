// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Pictures of the page for people, in the folder that TPAUDIT_PICTURES names.
@Suite struct ReportPictures {
    static let folder = ProcessInfo.processInfo.environment["TPAUDIT_PICTURES"]

    @Test(
        .enabled(if: ReportPictures.folder != nil && Browser.executable != nil),
        arguments: [PlantedStory.killedProcess, .serverDown, .storm])
    func `pictures are taken`(story: PlantedStory) throws {
        let (bench, now) = try story.told()
        let page = try ReportPageFile(of: bench.path, now: now)
        let browser = try Browser()
        for (name, width, height, isDark) in [
            ("light", 1400, 2300, false), ("dark", 1400, 2300, true), ("narrow", 420, 2600, false),
        ] {
            try browser.prefer(dark: isDark)
            try browser.resize(width: width, height: height)
            try browser.open(page.path)
            try browser.picture().write(to: URL(fileURLWithPath: "\(Self.folder ?? ".")/\(story)-\(name).png"))
        }
    }
}
