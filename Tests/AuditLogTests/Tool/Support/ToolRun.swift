// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import tpaudit

/// One run of the tool within the test's own process: what it wrote, and how it ended.
struct ToolRun {
    var exit: AuditExit
    var output: String
    var complaints: [String]
    /// The output byte by byte.
    var bytes: [UInt8]
    /// Whether the run asked for signals to take along what it has not finished.
    var makesFiles: Bool

    init(
        _ arguments: String..., width: Int? = nil, isTerminal: Bool = false, allowsColor: Bool = false,
        failingWith failure: OutputFailure? = nil
    ) {
        self.init(
            arguments, width: width, isTerminal: isTerminal, allowsColor: allowsColor, failingWith: failure)
    }

    /// - Parameter now: The time at which it runs, in microseconds since the Unix epoch.
    init(
        _ arguments: [String], width: Int? = nil, isTerminal: Bool = false, allowsColor: Bool = false,
        now: Int64 = 1_700_000_600_000_000, waiting: Console.Waiting = Console.Waiting(), input: String = "refresh-1\n",
        failingWith failure: OutputFailure? = nil
    ) {
        var written: [UInt8] = []
        var complained: [String] = []
        var makesFiles = false
        let console = Console(
            Console.Surroundings(
                isTerminal: isTerminal || width != nil, width: width, allowsColor: allowsColor, nowMicroseconds: now,
                waiting: waiting, readInput: { Array(input.utf8) }, beginMakingFiles: { makesFiles = true }),
            output: { content throws(OutputFailure) in
                if let failure { throw failure }
                written += content
            },
            complaints: { complained.append($0) })
        exit = TPAudit.run(arguments, console: console)
        output = String(decoding: written, as: UTF8.self)
        complaints = complained
        bytes = written
        self.makesFiles = makesFiles
    }

    /// The lines of the output.
    var lines: [Substring] { output.split(separator: "\n") }

    /// The JSON that the output is.
    func json() throws -> Any {
        try JSONSerialization.jsonObject(with: Data(output.utf8))
    }
}
