// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AuditLog
import TokenMachine

/// From which place of a log's history sessions are looked at.
struct AtOption: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("As it was after that event, or at that time by the wall clock.", valueName: "seq or time"))
    var at: String?

    func validate() throws {
        if let at { _ = try PositionOption.position(at, now: 0, in: .utc) }
    }

    /// The place; the log's end unless one was given.
    ///
    /// - Parameter name: What the log was called.
    func position(in reader: LogReader, named name: String, _ console: Console, _ zone: ZoneText) throws -> LogPosition
    {
        guard let at else { return .end }
        let position = try PositionOption.position(at, now: console.surroundings.nowMicroseconds, in: zone)
        if case .seq(let seq) = position, seq > 0, seq > (try reader.lastSeq()) {
            throw try reader.refusal(ofMissing: seq, in: name)
        }
        return position
    }
}
