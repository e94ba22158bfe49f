// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TokenMachine

@testable import AuditLog

/// A vault key is changed, or lost, and the log stays whole.
struct VaultKeyTests {
    let bench: LogBench

    init() throws {
        bench = try LogBench()
        try bench.makeSample()
    }

    private let now = Instant(milliseconds: 1_700_000_800_000)

    private func findings() throws -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        _ = try LogReader(path: bench.path).verify(with: VerificationMeans(keys: bench.keys)) { findings.append($0) }
        return findings
    }

    private func held(_ log: EventLog) throws -> [String?] {
        let session = try #require(try log.session(.office))
        let refs = [session.state.access?.ref, session.state.refresh?.ref].compactMap(\.self)
        return try refs.map { try log.secret($0, of: session.id)?.reveal() }
    }

    @Test func `all tokens are sealed anew, and keep their names`() throws {
        let log = try bench.open()
        let before = try bench.look().rows("SELECT sealed FROM vault ORDER BY session, ref")
        let name = log.ref(of: Secret("anything"))
        let oldKey = try bench.scratch.read("box-office.key")
        #expect(try held(log) == ["access-3", "refresh-3"])
        try log.rotateVaultKey(id: bench.nextID(), at: now)
        #expect(try held(log) == ["access-3", "refresh-3"])
        #expect(log.ref(of: Secret("anything")) == name)
        #expect(try bench.scratch.read("box-office.key") != oldKey)
        let after = try bench.look().rows("SELECT sealed FROM vault WHERE session > 0 ORDER BY session, ref")
        #expect(after.count == before.count)
        #expect(Set(after.map { $0.bytes("sealed") }).isDisjoint(with: before.map { $0.bytes("sealed") }))
        try log.close()
        #expect(try findings() == [])
        let again = try bench.open()
        #expect(again.ref(of: Secret("anything")) == name)
        #expect(try held(again) == ["access-3", "refresh-3"])
        // And once more, from the name that is kept.
        try again.rotateVaultKey(id: bench.nextID(), at: now)
        #expect(again.ref(of: Secret("anything")) == name)
        #expect(try held(try bench.open()) == ["access-3", "refresh-3"])
        #expect(try findings() == [])
        try bench.scratch.write(oldKey, to: "box-office.key")
        #expect(throws: LogError.self) { try bench.open() }
    }

    @Test func `another process takes the new key up by itself`() throws {
        let one = try bench.open()
        let other = try bench.open()
        try one.rotateVaultKey(id: bench.nextID(), at: now)
        try other.append(bench.event(.tokenRequested, at: 1_700_000_900_000))
        #expect(try held(other) == ["access-3", "refresh-3"])
        let token = VaultedToken(ref: other.ref(of: Secret("new")), kind: .refresh, secret: Secret("new"))
        let grant = Grant(access: nil, refresh: token.ref, requestedAt: now)
        try other.append(bench.event(.grantAdopted(grant), .kiosk, at: 1_700_000_900_000, secrets: [token]))
        #expect(try one.secret(token.ref, of: SessionID(2))?.reveal() == "new")
        #expect(try findings() == [])
    }

    @Test func `a change that was cut off after its commit is finished by who opens the log next`() throws {
        let log = try bench.open()
        let next = try bench.keys.makeNextKey(for: .vault, random: bench.environment.random)
        let following = LogKeys(source: "", vaultKey: next, signingKey: log.keys.signingKey)
        let id = bench.nextID()
        try log.commit([id]) {
            try $0.rotate(id, .vault, to: following.vaultKeyCheck, at: now)
            try $0.reseal(with: following)
        }
        // Who only reads finishes nothing, and has to find the key that is in force.
        let result = try LogReader(path: bench.path).verify(with: VerificationMeans(keys: bench.keys)) { _ in }
        #expect(result.outcome == .intact)
        #expect(try bench.scratch.names().contains("box-office.key.next"))
        let again = try bench.open()
        #expect(try held(again) == ["access-3", "refresh-3"])
        #expect(try bench.scratch.names().contains("box-office.key.next") == false)
        #expect(try findings() == [])
    }

    @Test func `a token that cannot be opened keeps the key as it is`() throws {
        let log = try bench.open()
        let key = try bench.scratch.read("box-office.key")
        try bench.look().execute("UPDATE vault SET sealed = zeroblob(40) WHERE kind = 2")
        #expect(throws: LogError.self) { try log.rotateVaultKey(id: bench.nextID(), at: now) }
        #expect(try bench.scratch.read("box-office.key") == key)
        #expect(try bench.look().integers("SELECT count(*) FROM key") == [2])
        _ = try bench.open()
    }

    @Test func `a lost key is replaced, all sessions are signed out, and the log is whole`() throws {
        try bench.scratch.remove("box-office.key")
        #expect(throws: LogError.keyMissing(path: bench.keyPath)) { try bench.open() }
        let log = try EventLog.replacingLostVaultKey(
            path: bench.path, keys: bench.keys, at: now, environment: bench.environment)
        #expect(try log.session(.office)?.state.kind == .unauthenticated)
        // Nothing is left but the key that names tokens from now on.
        #expect(try bench.look().integers("SELECT kind FROM vault") == [3])
        try log.append(bench.event(.signInRequested, at: 1_700_000_900_000))
        try log.close()
        #expect(try findings() == [])
        let again = try bench.open()
        #expect(try again.session(.office)?.state.kind == .authenticating)
        #expect(try FileHandle.reading(bench.keyPath).permissions() == 0o600)
    }

    @Test func `that the key which names tokens is gone is told, whether there are tokens or not`() throws {
        let log = try bench.open()
        try log.rotateVaultKey(id: bench.nextID(), at: now)
        try log.close()
        let gap = "the names of tokens: their key is not there, as in a copy that was made without the vault"
        let spoiled = try SpoiledLog(of: bench)
        try spoiled.spoil { try $0.execute("DELETE FROM vault WHERE kind = 3") }
        #expect(try spoiled.verify().result.gaps.contains(gap))
        try spoiled.spoil { try $0.execute("DELETE FROM vault") }
        #expect(try spoiled.verify().result.gaps.contains(gap))
        #expect(try SpoiledLog(of: bench).verify().result.gaps == [])
    }

    @Test func `a replacement that was cut off is finished, before or after its commit`() throws {
        try bench.scratch.remove("box-office.key")
        _ = try bench.keys.makeNextKey(for: .vault, random: bench.environment.random)
        // Before: the key that waits is none of the log's.
        #expect(throws: LogError.self) { try bench.open() }
        let log = try EventLog.replacingLostVaultKey(
            path: bench.path, keys: bench.keys, at: now, environment: bench.environment)
        try log.close()
        // After: it has its new name not yet.
        try FilePath.rename(bench.keyPath, to: bench.keyPath + ".next")
        let again = try bench.open()
        try again.append(bench.event(.signInRequested, at: 1_700_000_900_000))
        #expect(try bench.scratch.names().contains("box-office.key"))
        #expect(try findings() == [])
    }

    @Test func `a key that is there is not lost`() throws {
        #expect(throws: LogError.fileExists(path: bench.keyPath)) {
            try EventLog.replacingLostVaultKey(
                path: bench.path, keys: bench.keys, at: now, environment: bench.environment)
        }
    }

    @Test func `the signing key cannot be replaced like that`() throws {
        try bench.scratch.remove("box-office.key")
        try bench.scratch.write(Array((String(repeating: "ab", count: 32) + "\n").utf8), to: "box-office.key.sign")
        #expect(throws: LogError.keyMismatch(source: bench.keyPath + ".sign", log: bench.path, purpose: "signing")) {
            try EventLog.replacingLostVaultKey(
                path: bench.path, keys: bench.keys, at: now, environment: bench.environment)
        }
        #expect(try bench.look().integers("SELECT count(*) FROM key") == [2])
    }
}
