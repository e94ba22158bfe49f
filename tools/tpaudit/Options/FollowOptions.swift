// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Whether and how events are waited for.
struct FollowOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Go on with each event as it is appended, until Ctrl-C.")
    var follow = false
    @Option(
        help: ArgumentHelp(
            "Go on after the event that stands in that file, and put the last one there at the end.",
            valueName: "file"),
        completion: .file())
    var cursorFile: String?
    @Option(help: ArgumentHelp("With --follow: end when the log has that event.", valueName: "seq"))
    var untilSeq: Int64?
    @Option(help: ArgumentHelp("With --follow: end after that time.", valueName: "seconds"))
    var timeout: Double?

    func validate() throws {
        if let timeout, !(timeout >= 0 && timeout < 1e9) {
            throw ValidationError("--timeout takes a number of seconds of 0 or more")
        }
        if !follow, untilSeq != nil || timeout != nil {
            throw ValidationError("--until-seq and --timeout go with --follow")
        }
    }

    /// So many events are shown before those that are waited for.
    static let tail = 10
}
