// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog
@testable import tpaudit

/// The page of `tpaudit report`, in a real browser.
@Suite(.serialized, .enabled(if: Browser.executable != nil, Comment(rawValue: Browser.absence)))
struct ReportBrowserTests {
    @Test(.timeLimit(.minutes(3)))
    func `the page has all its parts, and ends where the log ends`() throws {
        let log = try SpoiledLog.sample()
        let report = try OpenReport(of: log.path)
        let browser = report.browser
        #expect(try browser.text("#verification h2") == "Intact: the log is as it was written")
        #expect(try browser.count("article.session") == 2)
        #expect(try browser.text("#count") == "15 of 15 events")
        #expect(try browser.count("#rows .row") == 15)
        #expect(try browser.text("#detail-title") == "Event 15: signOutRequested")
        #expect(try browser.text("#detail-way") == "failed → unauthenticated")
        #expect(try browser.count("#diagram g[data-state]") == 6)
        #expect(try browser.text("#diagram g[data-from=valid][data-to=refreshing] .count") == "2")
        // Something was drawn: the canvas has the colours of states.
        let colors = try browser.evaluate(
            """
            (() => {
                const canvas = document.querySelector("#timeline-canvas");
                const { data } = canvas.getContext("2d").getImageData(0, 41, canvas.width, 1);
                const colors = new Set();
                for (let place = 0; place < data.length; place += 4) colors.add(data.slice(place, place + 3).join());
                return colors.size;
            })()
            """)
        #expect(try #require(colors as? Int) >= 3)
        report.expectQuiet()
    }

    @Test(.timeLimit(.minutes(3)))
    func `keys step through the events, and the state that is shown goes along`() throws {
        let log = try SpoiledLog.sample()
        let report = try OpenReport(of: log.path)
        let browser = report.browser
        try browser.press("g")
        #expect(try browser.text("#detail-title") == "Event 1: signInRequested")
        #expect(try browser.text("#detail-way") == "unauthenticated → authenticating")
        try browser.press("j")
        try browser.press("j")
        #expect(try browser.text("#detail-title") == "Event 3: grantIssued")
        #expect(try browser.text("#detail-way") == "authenticating → valid")
        #expect(try browser.text("tr.changed") == "state\tauthenticating\tvalid\tchanged")
        #expect(try browser.text(".row[aria-selected=true] .seq") == "3")
        // The address follows when stepping has come to rest.
        try browser.evaluate(
            "new Promise((done) => { (function look() { location.hash === '#e3' ? done() : setTimeout(look, 10); })(); })"
        )
        try browser.evaluate("document.querySelector('#list').focus()")
        try browser.press("ArrowUp")
        #expect(try browser.text("#detail-way") == "stays authenticating")
        try browser.press("End")
        #expect(try browser.text("#detail-title") == "Event 15: signOutRequested")
        try browser.press("N")
        #expect(try browser.text("#detail-title") == "Event 13: requestFaulted")
        // The session's own event before that one, not the log's.
        try browser.press("[")
        #expect(try browser.text("#detail-title") == "Event 12: accessRejected")
        try browser.evaluate("location.hash = '#e5'")
        try browser.settle()
        #expect(try browser.text("#detail-title") == "Event 5: requestDenied")
        report.expectQuiet()
    }

    @Test(.timeLimit(.minutes(3)))
    func `search and filters leave what was asked for`() throws {
        let log = try SpoiledLog.sample()
        let report = try OpenReport(of: log.path)
        let browser = report.browser
        try browser.press("/")
        try browser.send("Input.insertText", ["text": "7EB30828"])
        try browser.settle()
        let found = try browser.evaluate(
            "[...document.querySelectorAll('#rows .seq')].map((element) => Number(element.innerText))")
        // Issued, and refused.
        #expect(found as? [Int] == [9, 12])
        try browser.press("Enter")
        #expect(try browser.text("#detail-title") == "Event 9: grantIssued")
        func choose(_ id: String, _ value: String) throws {
            try browser.evaluate(
                "{ const field = document.getElementById('\(id)'); field.value = '\(value)'; "
                    + "field.dispatchEvent(new Event('input', { bubbles: true })); }")
            try browser.settle()
        }
        try choose("search", "")
        try choose("filter-kind", "requestFaulted")
        #expect(try browser.text("#count") == "2 of 15 events")
        try choose("filter-disposition", "late")
        #expect(
            try browser.text("#rows")
                == "13\n22:21:45.000\nbox-office\nrequestFaulted\nrefreshing\nignored: late, try 2.2, timedOut, may have been received"
        )
        try choose("filter-state", "failed")
        #expect(try browser.text("#count") == "0 of 15 events")
        #expect(try browser.text("#empty") == "Nothing matches.")
        try browser.evaluate("document.querySelector('#clear').click()")
        try choose("filter-session", "2")
        #expect(try browser.text("#count") == "3 of 15 events")
        try browser.evaluate("document.querySelector('#filter-trouble').click()")
        try browser.settle()
        #expect(try browser.text("#count") == "1 of 15 events")
        try browser.evaluate("document.querySelector('#clear').click()")
        try choose("search", "2023-11-14T22:21:4")
        #expect(try browser.text("#count") == "3 of 15 events")
        try choose("search", "14")
        #expect(try browser.text("#rows .seq") == "14")
        report.expectQuiet()
    }

    /// What the page shows of each event is what the commands show.
    @Test(
        .timeLimit(.minutes(5)),
        arguments: [PlantedStory.fineAfterTrouble, .passwordChanged, .killedProcess, .clockJumped, .lateGrant])
    func `the page shows what show and diff show`(story: PlantedStory) throws {
        let (bench, now) = try story.told()
        try expectSame(in: bench.path, now: now)
    }

    /// Many sessions that go on in no order, which is where the columns of the page are told in every way.
    @Test(.timeLimit(.minutes(5)))
    func `the page shows what show and diff show of sessions in disorder`() throws {
        let log = try RandomLog(seed: 7, least: 40)
        try expectSame(in: log.bench.path, now: log.bench.clock.microseconds)
    }

    private func expectSame(in path: String, now: Int64) throws {
        let report = try OpenReport(of: path, now: now)
        let browser = report.browser
        let reader = try LogReader(path: path)
        var previous: [Int64: Int64] = [:]
        for seq in 1...(try reader.lastSeq()) {
            try browser.evaluate("location.hash = '#e\(seq)'")
            try browser.settle()
            let shown = try browser.evaluate(
                """
                [...document.querySelectorAll("#detail-fields tr")].map((row) => row.innerText)
                    .concat([...document.querySelectorAll("#detail-state tbody tr")].filter((row) => row.cells[2].innerText)
                    .map((row) => `state.${row.cells[0].innerText}\\t${row.cells[2].innerText}`))
                    .concat([...document.querySelectorAll("#detail-effects tr")].map((row) => `effects.${row.innerText}`))
                """)
            let lines = ToolRun("show", path, "\(seq)").lines.map {
                String($0)
                    .replacing(/^(\S+) +/) { "\($0.output.1)\t" }
            }
            #expect(Set(try #require(shown as? [String])) == Set(lines), "event \(seq)")
            let row = try #require(try reader.row(seq))
            guard row.session > 0 else { continue }
            if let before = previous[row.session] {
                let changed = try browser.evaluate(
                    "[...document.querySelectorAll('tr.changed')].map((row) => [...row.cells].slice(0, 3).map((cell) => cell.innerText).join('|'))"
                )
                let diff = ToolRun("diff", path, "\(before)", "\(seq)").output
                #expect(Set(try #require(changed as? [String])) == differences(in: diff), "event \(seq)")
            }
            previous[row.session] = seq
        }
        report.expectQuiet()
    }

    /// The fields of a text difference with both their values.
    private func differences(in text: String) -> Set<String> {
        var fields: [(name: String, left: String, right: String)] = []
        for line in text.split(separator: "\n").dropFirst(2) {
            guard let match = line.wholeMatch(of: #/  (\S*) *([-+]) (.*)/#) else { continue }
            let (_, name, mark, value) = match.output
            if !name.isEmpty { fields.append((String(name), "", "")) }
            guard !fields.isEmpty else { continue }
            if mark == "-" {
                fields[fields.count - 1].left = String(value)
            } else {
                fields[fields.count - 1].right = String(value)
            }
        }
        return Set(fields.map { "\($0.name)|\($0.left)|\($0.right)" })
    }

    @Test(.timeLimit(.minutes(5)))
    func `hostile text stays text`() throws {
        let log = try HostileText.log()
        let report = try OpenReport(of: log.path)
        let browser = report.browser
        #expect(try browser.count("script") == 1)
        #expect(try browser.count("img") == 0)
        #expect(try browser.count("#filter-session option") == 204)
        // Every event is shown once.
        for place in 0..<((15 + 400) / 10 + 1) {
            try browser.evaluate("location.hash = '#e\(min(415, place * 10 + 1))'")
            try browser.press("n")
        }
        let text = try #require(try browser.evaluate("document.body.innerText") as? String)
        #expect(text.contains("<script>alert(1)</script>"))
        #expect(text.contains("\"><img src=x>"))
        #expect(!text.unicodeScalars.contains { $0 != "\n" && $0 != "\t" && TerminalText.isUnsafe($0) })
        #expect(try browser.count("img, iframe, object, embed, link, base, form[action], a:not([href^=\"#\"])") == 0)
        report.expectQuiet()
    }

    @Test(.timeLimit(.minutes(3)))
    func `the page fits narrow windows, and dark ones`() throws {
        let log = try SpoiledLog.sample()
        let report = try OpenReport(of: log.path)
        let browser = report.browser
        func background() throws -> String? {
            try browser.evaluate("getComputedStyle(document.body).backgroundColor") as? String
        }
        let light = try background()
        try browser.prefer(dark: true)
        #expect(try background() != light)
        let tooWide = try [320, 700, 1000, 2000].map { width in
            try browser.resize(width: width, height: 800)
            try browser.settle()
            return try browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                as? Int
        }
        #expect(tooWide == [0, 0, 0, 0])
        report.expectQuiet()
    }

    /// What a screen reader is told.
    @Test(.timeLimit(.minutes(3)))
    func `everything that can be used has a name`() throws {
        let log = try SpoiledLog.sample()
        let report = try OpenReport(of: log.path)
        let browser = report.browser
        let tree = try browser.send("Accessibility.getFullAXTree")
        let nodes = try #require(tree["nodes"] as? [[String: Any]])
        func value(_ node: [String: Any], _ name: String) -> String {
            (node[name] as? [String: Any])?["value"] as? String ?? ""
        }
        let roles = [
            "button", "textbox", "searchbox", "combobox", "checkbox", "listbox", "option", "image", "img", "link",
        ]
        let used = nodes.filter { $0["ignored"] as? Bool != true && roles.contains(value($0, "role")) }
        #expect(used.count > 40)
        for node in used { #expect(value(node, "name") != "", "\(node)") }
        #expect(nodes.contains { value($0, "role") == "status" })
        report.expectQuiet()
    }
}
