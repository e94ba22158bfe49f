// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TicketparkAuth

/// What the documentation and the examples tell people to type is there.
@Suite struct CommandTests {
    @Test func `every command and option is one of the tool's own`() async throws {
        var help: [String: ToolHelp] = [:]
        for tool in [Tool.tpauth, .tpaudit, .tpsandbox] { help[tool.rawValue] = try await ToolHelp(tool) }
        var seen: Set<String> = []
        for page in Repository.pages + Repository.operations {
            let texts =
                page.hasSuffix(".md")
                ? try Repository.shellBlocks(in: page) : [try Repository.text(page).replacing("ExecStart=", with: "")]
            for words in texts.flatMap(ShellCommand.all) {
                guard let start = words.firstIndex(where: { help[Self.name($0)] != nil }) else { continue }
                let name = Self.name(words[start])
                let complaint = help[name]?.complaint(about: Array(words[(start + 1)...]))
                #expect(complaint == nil, "\(page): \(words.joined(separator: " "))")
                seen.insert(name)
            }
        }
        #expect(seen == ["tpauth", "tpaudit", "tpsandbox"])
    }

    private static func name(_ word: String) -> String { String(word.split(separator: "/").last ?? "") }

    @Test func `a command or an option that is not there would be found`() async throws {
        let help = try await ToolHelp(.tpaudit)
        func complaint(_ line: String) -> String? {
            help.complaint(about: Array(ShellCommand.all(in: line).first?.dropFirst() ?? []))
        }
        #expect(complaint("tpaudit events auth.sqlite --since -2h # or --none") == nil)
        #expect(complaint("tpaudit evnts auth.sqlite") == "there is no command evnts")
        #expect(complaint("tpaudit events auth.sqlite --sicne -2h") == "events has no option --sicne")
        #expect(complaint("tpaudit verify \\\n  auth.sqlite --key=k") == "verify has no option --key")
    }

    @Test(arguments: [Tool.tpauth, .tpaudit, .tpsandbox])
    func `nothing that help shows to be pasted is wrapped`(tool: Tool) async throws {
        for (name, discussion) in try await ToolHelp(tool).discussions {
            let arguments = (name.isEmpty ? [] : [name]) + ["--help"]
            let help = try await ToolProcess(
                tool, arguments, environment: ["COLUMNS": "80"], in: FileManager.default.temporaryDirectory
            ).result().output.split(separator: "\n")
            // Examples and tables are what is indented.
            for line in discussion.split(separator: "\n") where line.hasPrefix("  ") {
                #expect(help.contains(line), "\(tool) \(name) --help wraps: \(line)")
            }
        }
    }

    @Test func `every setting is one that services and tools take`() throws {
        let known = Set(ServiceSetting.all.map(\.variable)).union([
            "TPAUTH_LOG", "TPAUTH_KEY_FILE", "TICKETPARK_USERNAME", "TICKETPARK_AUTH_SCOPE",
        ])
        for page in Repository.pages + Repository.operations {
            for match in try Repository.text(page).matches(of: /\b(TICKETPARK|TPAUTH)_[A-Z_]*[A-Z]\b/) {
                #expect(known.contains(String(match.output.0)), "\(page) names \(match.output.0)")
            }
        }
    }

    @Test func `every file and folder of this repository is there`() throws {
        // What is followed by a + or a * stands for several, and <n> for a number.
        let path = /(^|[\s`(])((Sources|Tests|Schema|tools|\.ci)\/[A-Za-z0-9\/.+]*[A-Za-z0-9])(?![A-Za-z0-9+*]|\/<)/
        for page in Repository.pages + Repository.operations {
            for match in try Repository.text(page).matches(of: path) {
                let named = String(match.output.2)
                let isThere = FileManager.default.fileExists(atPath: Repository.folder.appending(path: named).path)
                #expect(isThere, "\(page) names \(named)")
            }
        }
    }
}
