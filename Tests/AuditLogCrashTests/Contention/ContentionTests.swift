// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing

/// More writers than a log is ever likely to have, at the same time, while others read.
struct ContentionTests {
    private static let writers = 8
    private static let appends = 40

    @Test func `every append of many writers lands once, whoever reads meanwhile`() async throws {
        let scratch = try Scratch()
        let path = scratch.file("box-office.sqlite")
        let keys = KeySource.file(path: scratch.file("box-office.key"))
        // Made beforehand: all begin at the same time.
        try EventLog(path: path, keys: keys).close()
        let extent =
            Campaign.seconds == 0
            ? ["--count", "\(ContentionTests.appends)"] : ["--seconds", "\(Campaign.seconds)"]
        let processes = try (0..<ContentionTests.writers).map { number in
            try WriterProcess(
                [
                    path, "--key-file", scratch.file("box-office.key"), "--session", "session \(number % 3)", "--seed",
                    "\(number)", "--note-length", "500", "--lock-seconds", "60", "--closes",
                ] + extent, in: scratch)
        }
        var looks = 0
        for process in processes {
            while !process.isOver {
                let contents = try LogContents(of: path, keys: keys)
                #expect(contents.complaints == [])
                looks += 1
            }
            let ending = await process.end()
            let complaint = try process.complaint()
            #expect(ending == .exit(0), "\(complaint)")
        }
        let acknowledged = try processes.map { try $0.acknowledged() }
        let counts = acknowledged.map(\.count)
        let contents = try LogContents(of: path, keys: keys)
        #expect(contents.complaints == [])
        #expect(contents.ids.count == counts.reduce(0, +))
        #expect(Set(contents.ids) == Set(acknowledged.joined()))
        let (slowest, fastest) = (counts.min() ?? 0, counts.max() ?? 0)
        // Who is how fast is up to the machine, and asked for only where it has nothing else to do.
        if Campaign.seconds > 0 { #expect(slowest * 4 >= fastest, "\(counts)") }
        Campaign.say(
            "\(counts.reduce(0, +)) appends of \(counts.count) writers, the slowest \(slowest), the fastest "
                + "\(fastest); verified \(looks) times meanwhile")
    }
}
