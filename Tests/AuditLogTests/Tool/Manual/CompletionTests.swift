// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What a shell offers while somebody types.
@Suite(.enabled(if: BuiltTools.folder != nil && BuiltTools.has("bash")))
struct CompletionTests {
    /// What bash offers for the last of these words.
    private func offers(_ words: String...) throws -> Set<String> {
        let folder = try #require(BuiltTools.folder)
        let script = """
            PATH=\(folder):$PATH
            source <(tpaudit --generate-completion-script bash)
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
            _tpaudit tpaudit "${@: -1}" "${@: -2:1}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let run = try BuiltTools.run(["bash", "-c", script, "bash", "tpaudit"] + words)
        return Set(run.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
    }

    @Test func `sessions are those of the log on the line`() throws {
        let log = try SpoiledLog.sample()
        #expect(try offers("state", log.path, "") == ["box-office", "kiosk"])
        #expect(try offers("state", log.path, "k") == ["kiosk"])
        #expect(try offers("events", log.path, "-s", "") == ["box-office", "kiosk"])
        #expect(try offers("state", "/nowhere/log", "") == [])
    }

    @Test func `what is one of a few is offered`() throws {
        #expect(try offers("events", "log", "--kind", "request") == ["requestDenied", "requestFaulted"])
        #expect(try offers("events", "log", "--state", "").count == 6)
        #expect(
            try offers("events", "log", "--not", "disposition=u") == ["disposition=unsolicited", "disposition=usable"])
        #expect(try offers("schema", "tra") == ["trace", "transitions"])
        #expect(try offers("ver") == ["verify"])
    }
}
