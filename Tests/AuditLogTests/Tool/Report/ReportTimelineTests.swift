// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// The timeline of a report and its long list, in a real browser.
@Suite(.serialized, .enabled(if: Browser.executable != nil, Comment(rawValue: Browser.absence)))
struct ReportTimelineTests {
    @Test(.timeLimit(.minutes(3)))
    func `what was due and not done is told`() throws {
        let (bench, now) = try PlantedStory.diskFull.told()
        let report = try OpenReport(of: bench.path, now: now)
        let browser = report.browser
        var told: [Int64: String] = [:]
        for seq in 1...(try LogReader(path: bench.path).lastSeq()) {
            try browser.evaluate("location.hash = '#e\(seq)'")
            try browser.settle()
            let text = try browser.text("#detail-gap")
            if text != "" { told[seq] = text }
        }
        let why = ToolRun(["why", bench.path], now: now).output
        #expect(why.contains("nothing was written for 30 min"))
        #expect(told == [5: "Something had been due for 30 min, and nothing was written."])
        report.expectQuiet()
    }

    @Test(.timeLimit(.minutes(3)))
    func `of a long list only what is seen is in the document`() throws {
        let (bench, now) = try PlantedStory.serverDownForDays.told()
        let report = try OpenReport(of: bench.path, now: now)
        let browser = report.browser
        let last = try LogReader(path: bench.path).lastSeq()
        #expect(last > 1000)
        for (key, seq) in [("g", 1), ("G", last)] {
            try browser.press(key)
            #expect(try browser.count("#rows .row") < 60)
            #expect(try browser.text(".row[aria-selected=true] .seq") == "\(seq)")
        }
        let placed = try browser.evaluate(
            "document.querySelector('.row[aria-selected=true]').getAttribute('aria-posinset')")
        #expect(placed as? String == "\(last)")
        report.expectQuiet()
    }

    @Test(.timeLimit(.minutes(3)))
    func `the timeline leads to events, and to parts of the time`() throws {
        let log = try SpoiledLog.sample()
        let report = try OpenReport(of: log.path)
        let browser = report.browser
        try browser.evaluate("document.querySelector('#timeline').scrollIntoView()")
        let place = try #require(
            try browser.evaluate("document.querySelector('#timeline-canvas').getBoundingClientRect().toJSON()")
                as? [String: Double])
        let (left, top, width) = (place["left"] ?? 0, place["top"] ?? 0, place["width"] ?? 0)
        func mouse(_ type: String, _ part: Double) throws {
            try browser.send(
                "Input.dispatchMouseEvent",
                ["type": type, "x": left + width * part, "y": top + 40, "button": "left", "clickCount": 1])
        }
        let all = try browser.text("#timeline-range")
        try mouse("mousePressed", 0.03)
        try mouse("mouseMoved", 0.05)
        try mouse("mouseReleased", 0.075)
        try browser.settle()
        #expect(try browser.text("#timeline-range") != all)
        try browser.evaluate("document.querySelector('#filter-view').click()")
        try browser.settle()
        #expect(try browser.text("#count") == "5 of 15 events")
        try browser.press("0")
        #expect(try browser.text("#timeline-range") == all)
        // A drag to the left takes the same part.
        try mouse("mousePressed", 0.075)
        try mouse("mouseMoved", 0.05)
        try mouse("mouseReleased", 0.03)
        try browser.settle()
        #expect(try browser.text("#count") == "5 of 15 events")
        try browser.press("0")
        #expect(try browser.text("#count") == "15 of 15 events")
        try browser.press("g")
        try mouse("mousePressed", 0.999)
        try mouse("mouseReleased", 0.999)
        try browser.settle()
        // The last event of the session that the timeline shows.
        #expect(try browser.text("#detail-title") == "Event 14: grantIssued")
        report.expectQuiet()
    }

    @Test(.timeLimit(.minutes(3)))
    func `a table says what the timeline shows`() throws {
        let (bench, now) = try PlantedStory.killedProcess.told()
        let report = try OpenReport(of: bench.path, now: now)
        let browser = report.browser
        try browser.evaluate("document.querySelector('#stretches summary').click()")
        try browser.settle()
        let rows = try browser.evaluate(
            "[...document.querySelectorAll('#stretch-table tbody tr')].map((row) => row.cells[2].innerText)")
        #expect(
            rows as? [String] == ["authenticating", "valid", "refreshing", "valid", "refreshing", "valid", "failed"])
        let label = try browser.evaluate("document.querySelector('#timeline-canvas').getAttribute('aria-label')")
        #expect(
            label as? String == "The states of box-office from 2023-11-14T22:13:21.000Z to 2023-11-14T22:30:59.680Z. "
                + "The table below has the same in words.")
        report.expectQuiet()
    }

    @Test(.timeLimit(.minutes(3)))
    func `buttons and keys move the timeline, and never out of the time of the report`() throws {
        let log = try SpoiledLog.sample()
        let report = try OpenReport(of: log.path)
        let browser = report.browser
        func range() throws -> String {
            try browser.text("#timeline-range").matches(of: /T\d\d:(\d\d:\d\d)/).map { String($0.output.1) }
                .joined(separator: " to ")
        }
        func click(_ id: String) throws -> String {
            try browser.evaluate("document.getElementById('\(id)').click()")
            try browser.settle()
            return try range()
        }
        func press(_ key: String) throws -> String {
            try browser.press(key)
            return try range()
        }
        #expect(try range() == "13:20 to 23:20")
        // Closer to the event that is selected, the first one.
        #expect(try press("g") == "13:20 to 23:20")
        #expect(try press("+") == "13:20 to 18:20")
        #expect(try click("move-right") == "15:50 to 20:50")
        #expect(try click("move-right") == "18:20 to 23:20")
        #expect(try click("move-right") == "18:20 to 23:20")
        #expect(try click("move-left") == "15:50 to 20:50")
        // That event is not in sight any more, so it is the middle.
        #expect(try click("zoom-in") == "17:05 to 19:35")
        #expect(try click("move-left") == "15:50 to 18:20")
        #expect(try click("move-left") == "14:35 to 17:05")
        #expect(try click("move-left") == "13:20 to 15:50")
        #expect(try click("move-left") == "13:20 to 15:50")
        #expect(try click("zoom-out") == "13:20 to 18:20")
        #expect(try press("-") == "13:20 to 23:20")
        #expect(try press("-") == "13:20 to 23:20")
        #expect(try press("+") == "13:20 to 18:20")
        #expect(try click("zoom-all") == "13:20 to 23:20")
        try browser.evaluate(
            "{ const field = document.getElementById('timeline-session'); field.value = '2'; "
                + "field.dispatchEvent(new Event('change')); }")
        try browser.settle()
        let label = try browser.evaluate("document.querySelector('#timeline-canvas').getAttribute('aria-label')")
        #expect((label as? String)?.hasPrefix("The states of kiosk from 2023-11-14T22:13:20.000Z") == true)
        report.expectQuiet()
    }
}
