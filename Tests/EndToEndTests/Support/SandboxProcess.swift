// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A `tpsandbox` that runs.
struct SandboxProcess {
    /// What it says of itself.
    struct Announcement: Decodable {
        var url: String
        var caFile: String
        var clientKey: String
        var clientSecret: String?
        var username: String
        var password: String?
    }

    /// A line of its journal.
    struct JournalLine: Decodable {
        var time: String
        var grant: String
        var outcome: String
        var refreshTokenHash: String?
        var issuedRefreshTokenHash: String?
    }

    let process: ToolProcess
    let announcement: Announcement
    private let journalFile: URL

    /// Starts one on a free port, with a journal in `folder`.
    static func start(_ flags: [String] = [], in folder: URL) async throws -> SandboxProcess {
        let journal = folder.appending(path: "journal-\(UUID().uuidString).jsonl")
        let process = try ToolProcess(
            .tpsandbox, ["--json", "--journal", journal.path] + flags, in: folder)
        let line = try await process.firstLine()
        let announcement = try JSONDecoder().decode(Announcement.self, from: Data(line.utf8))
        return SandboxProcess(process: process, announcement: announcement, journalFile: journal)
    }

    /// The token requests that it got.
    var journal: [JournalLine] {
        get throws {
            guard let content = try? Data(contentsOf: journalFile) else { return [] }
            return try content.split(separator: UInt8(ascii: "\n")).map {
                try JSONDecoder().decode(JournalLine.self, from: Data($0))
            }
        }
    }

    /// Ends it.
    @discardableResult
    func stop() async throws -> ToolProcess.Result {
        process.send(SIGTERM)
        return try await process.result()
    }
}
