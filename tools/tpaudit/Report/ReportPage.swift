// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// A report as one HTML page. Nothing in it is fetched, and its policy lets nothing run but its own script, whatever a
/// log holds.
struct ReportPage {
    let content: ReportContent

    init(_ content: ReportContent) {
        self.content = content
    }

    /// The page, in UTF-8.
    var bytes: [UInt8] {
        let pieces: [String: [UInt8]] = [
            "title": Array(title.source.utf8),
            "policy": Array(ReportPage.policy.utf8),
            "style": ReportPage.style,
            "head": Array(head.source.utf8),
            "verification": Array(verification.source.utf8),
            "sessions": Array(sessions.source.utf8),
            "diagram": Array(diagram.source.utf8),
            "data": data,
            "script": ReportPage.script,
        ]
        var page: [UInt8] = []
        // Each piece comes once into the template, and nothing is looked for in what it says.
        for part in String(decoding: PackageResources.report_html, as: UTF8.self).split(separator: "{{") {
            guard let end = part.range(of: "}}"), let piece = pieces[String(part[..<end.lowerBound])] else {
                page += Array(part.utf8)
                continue
            }
            page += piece
            page += Array(part[end.upperBound...].utf8)
        }
        return page
    }

    /// Scripts and styles run where their hash is named here, and there is one of each.
    private static let policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        + "script-src 'sha256-\(digest(script))'; style-src 'sha256-\(digest(style))'"

    private static func digest(_ content: [UInt8]) -> String { Data(sha256(content)).base64EncodedString() }

    private static let style = PackageResources.report_css

    /// The parts of the script share one scope, which is nobody else's.
    private static let script =
        Array("\"use strict\";\n{\n".utf8)
        + [
            PackageResources.events_js, PackageResources.elements_js, PackageResources.timeline_js,
            PackageResources.zoom_js,
            PackageResources.list_js, PackageResources.detail_js, PackageResources.page_js,
        ].joined() + Array("}\n".utf8)

    private var title: Markup { "\(name): report" }

    /// The name of the log, without where it lies.
    var name: String { String(content.path.split(separator: "/").last ?? "log") }

    private var data: [UInt8] {
        var json = ReportJSON()
        json.object { json in
            json.add("sessions", content.sessions) { json, session in
                json.object {
                    $0.add("id", .integer(session.number))
                    $0.add("label", text: TerminalText.escaped(session.label))
                }
            }
            json.add("writers", content.writers) { json, writer in
                json.object {
                    $0.add("id", .integer(writer.id))
                    $0.add("process", .integer(writer.processID))
                    $0.add("program", text: TerminalText.escaped(writer.program))
                    $0.add("started", .integer(writer.startedMicroseconds))
                }
            }
            json.add("until", .integer(content.untilMicroseconds))
            content.table.add(to: &json)
        }
        return json.bytes
    }
}
