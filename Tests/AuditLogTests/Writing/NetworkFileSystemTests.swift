// SPDX-License-Identifier: Apache-2.0

import Testing
import TokenMachine

@testable import AuditLog

/// No log comes to lie where the locks of one host say nothing to another.
struct NetworkFileSystemTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
    }

    @Test func `a log on a network file system is refused, and nothing is made there`() throws {
        #expect(throws: LogError.networkFileSystem(path: bench.path, kind: "nfs")) {
            try bench.open { $0.networkFileSystem = { _ in "nfs" } }
        }
        #expect(try bench.scratch.names().isEmpty)
    }

    @Test func `one that was made elsewhere is left as it is`() throws {
        try bench.makeLog()
        let before = try bench.scratch.read(LogBench.name)
        #expect(throws: LogError.networkFileSystem(path: bench.path, kind: "nfs")) {
            try bench.open { $0.networkFileSystem = { _ in "nfs" } }
        }
        #expect(try bench.scratch.read(LogBench.name) == before)
        try checkLog(bench.path)
    }

    @Test func `neither an archive nor a copy goes there`() throws {
        let target = bench.scratch.file("remote/old.sqlite")
        let isRemote = LogError.networkFileSystem(path: target, kind: "ceph")
        let log = try bench.open { $0.networkFileSystem = { $0.hasSuffix("/remote") ? "ceph" : nil } }
        try log.append(bench.event(.signInRequested))
        try log.writeCheckpoint()
        #expect(throws: isRemote) {
            try log.archive(
                through: 1, to: target, id: bench.nextID(), at: Instant(milliseconds: 1_700_000_700_000))
        }
        #expect(log.size == 1)
        #expect(throws: isRemote) {
            _ = try LogDraft.make(
                at: target, LogDraft.Formats(known: .known, origin: 0, current: 0), environment: log.environment
            ) { _ in Issue.record("rows are asked for") }
        }
    }

    @Test func `the kinds are told by their numbers, and local ones are none of them`() throws {
        let remote: [Int64: String] = [
            0x6969: "nfs", 0xFF53_4D42: "cifs", 0xFE53_4D42: "smb2", 0x0102_1997: "9p", 0x00C3_6400: "ceph",
        ]
        for (number, kind) in remote { #expect(NetworkFileSystem.kind(number) == kind) }
        let local: [Int64] = [0, 0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994]
        for number in local { #expect(NetworkFileSystem.kind(number) == nil) }
        #expect(NetworkFileSystem.kind(of: bench.scratch.file("")) == nil)
    }
}
