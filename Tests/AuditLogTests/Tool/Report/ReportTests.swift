// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AuditLog
@testable import tpaudit

/// The page of `tpaudit report`, as a file.
@Suite struct ReportTests {
    @Test func `the page is for its owner alone, and nothing else is left`() throws {
        let bench = try SpoiledLog.sample()
        let page = try ReportPageFile(of: bench.path)
        #expect(page.run.exit == .fine)
        #expect(page.run.output == "" && page.run.complaints == [])
        let attributes = try FileManager.default.attributesOfItem(atPath: page.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let folder = URL(fileURLWithPath: page.path).deletingLastPathComponent().path
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["report.html"])
    }

    @Test func `what is there is replaced on demand, and only where it is a report`() throws {
        let bench = try SpoiledLog.sample()
        let page = try ReportPageFile(of: bench.path)
        let html = try page.html
        let again = ToolRun("report", bench.path, "-o", page.path, "--to-seq", "3")
        #expect(again.exit == .outputFailed)
        #expect(
            again.complaints == [
                "tpaudit: \(page.path) is there already; choose another name, or --force where it is a report to be replaced"
            ])
        #expect(try page.html == html)
        #expect(ToolRun("report", bench.path, "-o", page.path, "--to-seq", "3", "--force").exit == .fine)
        #expect(try page.html != html)
        let log = try Data(contentsOf: URL(fileURLWithPath: bench.path))
        let onLog = ToolRun("report", bench.path, "-o", bench.path, "--force")
        #expect(onLog.exit == .outputFailed)
        #expect(
            onLog.complaints == [
                "tpaudit: \(bench.path) is there and is no report, so --force leaves it alone; choose another name"
            ])
        #expect(try Data(contentsOf: URL(fileURLWithPath: bench.path)) == log)
        #expect(ToolRun("report", bench.path, "-o", "/nowhere/report.html").exit == .outputFailed)
    }

    @Test func `a link stays one`() throws {
        let bench = try SpoiledLog.sample()
        let page = try ReportPageFile(of: bench.path)
        let link = bench.scratch.file("link.html")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: page.path)
        #expect(ToolRun("report", bench.path, "-o", link, "--to-seq", "3", "--force").exit == .fine)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == page.path)
        #expect(try page.html.contains("3, from 1 to 3"))
    }

    @Test func `standard output gets the same page`() throws {
        let bench = try SpoiledLog.sample()
        let page = try ReportPageFile(of: bench.path)
        #expect(ToolRun("report", bench.path, "-o", "-").output == (try page.html))
        let failed = ToolRun(
            ["report", bench.path, "-o", "-"], failingWith: OutputFailure(reason: "no space left on device"))
        #expect(failed.exit == .outputFailed)
    }

    @Test func `the page and its data are as they were before`() throws {
        let log = try SpoiledLog.sample()
        let page = try ReportPageFile(of: log.path)
        let data = try page.data
        // A line for each column, so that differences can be read.
        try GoldenOutput.expect("report.json", toHold: data.replacing("{\"name\"", with: "\n{\"name\"") + "\n")
        var html = try page.html.replacing(data, with: "DATA")
        html = html.replacing(try page.part(from: "<style>", to: "</style>"), with: "STYLE")
        html = html.replacing(try page.part(from: "<script>", to: "</script>"), with: "SCRIPT")
        try GoldenOutput.expect("report.html", toHold: html.replacing(/sha256-[^']*/, with: "HASH"))
    }

    @Test func `nothing is fetched, and nothing runs but the page's own script`() throws {
        let log = try SpoiledLog.sample()
        let page = try ReportPageFile(of: log.path)
        let html = try page.html
        let policy = try #require(html.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).output.1
        #expect(policy.hasPrefix("default-src 'none'; base-uri 'none'; form-action 'none'; "))
        for (kind, name) in [("script", "script"), ("style", "style")] {
            let content = try page.part(from: "<\(name)>", to: "</\(name)>")
            let hash = Data(sha256(Array(content.utf8))).base64EncodedString()
            #expect(policy.contains("\(kind)-src 'sha256-\(hash)'"))
            #expect(html.components(separatedBy: "<\(name)>").count == 2)
        }
        #expect(!html.contains("http:") && !html.contains("https:") && !html.contains("url(//"))
        #expect(html.matches(of: /\s(src|href)="(?!#)/).isEmpty)
    }

    @Test func `hostile text ends no element and begins none`() throws {
        let log = try HostileText.log()
        let page = try ReportPageFile(of: log.path)
        let html = try page.html
        #expect(!html.contains("<script>alert") && !html.contains("<img"))
        #expect(!(try page.data.contains { $0 == "<" || $0 == ">" || $0 == "&" }))
        let unsafe = html.unicodeScalars.first { $0 != "\n" && TerminalText.isUnsafe($0) }
        #expect(unsafe == nil)
    }

    @Test func `a damaged log gets a page that says so`() throws {
        let log = try SpoiledLog(of: try SpoiledLog.sample())
        try log.spoil {
            try $0.execute("UPDATE event SET disposition = 3 WHERE seq = 13; UPDATE event SET kind = 55 WHERE seq = 8")
        }
        let page = try ReportPageFile(of: log.path)
        #expect(page.run.exit == .integrityFinding)
        #expect(page.run.complaints.last?.contains("the log is BROKEN") == true)
        let html = try page.html
        #expect(html.contains("BROKEN</span>") && html.contains("<a href=\"#e8\">event 8</a>"))
        #expect(try page.data.contains("column kind holds what no event has"))
    }

    @Test func `what could not be checked is said`() throws {
        let bench = try SpoiledLog.sample()
        let page = try ReportPageFile(of: bench.path, "--key-file", bench.scratch.file("none.key"))
        #expect(page.run.exit == .notFullyVerifiable)
        #expect(try page.html.contains("Not checked: the vault"))
        #expect(try ReportPageFile(of: bench.path, "--key-file", bench.keyPath).run.exit == .fine)
    }

    @Test func `a long log is cut, and that is said`() throws {
        let bench = try SpoiledLog.sample()
        let page = try ReportPageFile(of: bench.path, "--limit", "4")
        #expect(page.run.exit == .fine)
        #expect(page.run.complaints.last?.contains("the last 4 events alone; --limit takes more") == true)
        #expect(try page.html.contains("4, from 12 to 15 (earlier ones are left out)"))
        #expect(try ReportPageFile(of: bench.path, "--limit", "15").run.complaints == [])
        #expect(try ReportPageFile(of: bench.path, "--limit", "0").run.exit == .usage)
    }

    @Test(arguments: [
        (["--from-seq", "3", "--to-seq", "9"], "7, from 3 to 9"),
        (["--session", "kiosk"], "3, from 4 to 15"),
        (["--since", "2023-11-14T22:21:00Z", "--until", "2023-11-14T22:21:20Z"], "4, from 6 to 9"),
        (["--from-seq", "9", "--to-seq", "3"], "none"),
        (["--from-seq", "99"], "none"),
    ])
    func `a part of the log can be taken`(options: [String], events: String) throws {
        let bench = try SpoiledLog.sample()
        let scratch = try Scratch()
        let path = scratch.file("part.html")
        #expect(ToolRun(["report", bench.path, "-o", path] + options).exit == .fine)
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("<dt>Events</dt><dd>\(events)</dd>"))
    }
}
