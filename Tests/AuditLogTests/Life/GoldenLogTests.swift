// SPDX-License-Identifier: Apache-2.0

import AuditLogSchema
import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// Logs of every format that was ever released, and of the one that is being worked on, under `Schema/golden`: this
/// build reads them, brings copies of them to its own format, and goes on from them.
///
/// Those of a released format stay as they are for ever. With `TP_MAKE_GOLDEN_LOGS` in the environment, the ones of the
/// current format are made anew.
@Suite struct GoldenLogTests {
    private static let folder: URL = {
        var package = URL(filePath: #filePath)
        // Out of Tests/AuditLogTests/Life.
        for _ in 0..<4 { package.deleteLastPathComponent() }
        return package.appending(path: "Schema/golden")
    }()

    private static let formats: [Int] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.compactMap { Int($0) }.sorted()
    }()

    /// A copy, as files that are checked out have other modes than keys must have.
    private func copy(_ format: Int) throws -> Scratch {
        let scratch = try Scratch()
        for name in ["log", "archive", "key", "key.sign"] {
            let content = try Data(contentsOf: Self.folder.appending(path: "\(format)/\(name)"))
            try FileHandle.creating(scratch.file(name)).write([UInt8](content))
        }
        return scratch
    }

    private func findings(_ path: String, keys: KeySource?) throws -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        _ = try LogReader(path: path).verify(with: VerificationMeans(keys: keys)) { findings.append($0) }
        return findings
    }

    @Test func `there is one of each format up to this one`() {
        #expect(Self.formats == Array(0...Int(LogSchema.format)))
    }

    @Test(arguments: formats)
    func `a golden log verifies, replays and tells where its sessions stood`(format: Int) throws {
        let scratch = try copy(format)
        let keys = KeySource.file(path: scratch.file("key"))
        for (name, keys) in [("log", keys), ("archive", nil)] {
            #expect(try findings(scratch.file(name), keys: keys) == [])
            let replay = try LogReader(path: scratch.file(name)).replay { _ in }
            #expect(replay.divergences == 0)
            #expect(replay.events > 0)
        }
        let states = try LogReader(path: scratch.file("log")).sessions().map { "\($0.label): \($0.state.kind)" }
        #expect(states == ["box-office: valid", "kiosk: unauthenticated"])
        #expect(try LogReader(path: scratch.file("archive")).sessions().map(\.state.kind) == [.refreshing, .failed])
    }

    @Test(arguments: formats)
    func `a service goes on from a golden log`(format: Int) throws {
        let scratch = try copy(format)
        let keys = KeySource.file(path: scratch.file("key"))
        let bench = try LogBench()
        let log = try EventLog(
            path: scratch.file("log"), keys: keys, creation: .never, environment: bench.environment)
        let session = try #require(try log.session(.office))
        let refresh = try #require(session.state.refresh)
        #expect(try log.secret(refresh.ref, of: session.id)?.reveal() == "refresh-3")
        #expect(log.ref(of: Secret("refresh-3")) == refresh.ref)
        try log.append(bench.event(.tokenRequested, at: 1_700_001_000_000))
        try log.close()
        #expect(try findings(scratch.file("log"), keys: keys) == [])
        #expect(try RawDatabase(scratch.file("log")).integers("PRAGMA user_version") == [Int64(LogSchema.format)])
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["TP_MAKE_GOLDEN_LOGS"] != nil))
    func `make the golden logs of the current format`() throws {
        let bench = try LogBench()
        try bench.makeSample()
        let log = try bench.open()
        let size = try #require(try bench.look().integers("SELECT min(size) FROM checkpoint").first)
        try log.rotateSigningKey(id: bench.nextID(), at: log.lastInstant)
        try log.rotateVaultKey(id: bench.nextID(), at: log.lastInstant)
        try log.archive(
            through: size, to: bench.scratch.file("archive"), id: bench.nextID(), at: log.lastInstant)
        try log.close()
        try bench.look().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        let target = Self.folder.appending(path: "\(LogSchema.format)")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        for (name, file) in [
            (LogBench.name, "log"), ("archive", "archive"), ("box-office.key", "key"),
            ("box-office.key.sign", "key.sign"),
        ] {
            try Data(try bench.scratch.read(name)).write(to: target.appending(path: file))
        }
    }
}
