// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine

/// What a log's surroundings are like, judged from facts that were gathered before.
struct Checkup {
    let facts: Surroundings

    /// All checks that need no open log.
    func ofFiles() -> [Check] {
        [log, folder, journal, wal, sharedFiles, disk, fileSystem, processes, lock] + keys
    }

    private var log: Check {
        guard let file = facts.log else {
            return Check("log", .problem, "there is no file at \(facts.path)", advice: "check the path")
        }
        return permissions("log", file, secret: false)
    }

    private var folder: Check {
        guard let folder = facts.folder else {
            return Check("folder", .problem, "its folder cannot be looked at", advice: "check the path")
        }
        // The sticky bit keeps others from replacing what is not theirs.
        guard folder.mode & 0o022 == 0 || folder.mode & 0o1000 != 0 else {
            return Check(
                "folder", .warning,
                "others can write to it (mode \(octal(folder.mode))), and put another file in the log's place",
                advice: "run chmod go-w on the folder")
        }
        return Check("folder", .ok, "mode \(octal(folder.mode))")
    }

    private var journal: Check {
        guard let journal = facts.journal, journal.size > 0 else {
            return Check("journal", .ok, "none, as it should be")
        }
        return Check(
            "journal", .problem,
            "a rollback journal of \(journal.size) bytes lies beside the log: a change was not finished",
            advice: "let the program that made it recover it, or restore the log")
    }

    private var wal: Check {
        let size = facts.wal?.size ?? 0
        guard size >= Checkup.largeWAL else {
            return Check("wal", .ok, size == 0 ? "none" : Checkup.words(bytes: size))
        }
        return Check(
            "wal", .warning,
            "\(Checkup.words(bytes: size)): it is not copied into the log, as somebody reads all the time",
            advice: "end long-lived readers, such as an open sqlite3, and restart the service")
    }

    private var sharedFiles: Check {
        let missing = [("lock", facts.lock), ("head", facts.head)].filter { $0.1 == nil }.map { ".\($0.0)" }
        guard missing.isEmpty else {
            return Check(
                "sidefiles", .warning, "\(missing.joined(separator: " and ")) missing beside the log",
                advice:
                    "a copy needs none; beside a live log they are made anew, but a cut end cannot be seen until then")
        }
        return Check("sidefiles", .ok, ".lock and .head are there")
    }

    private var disk: Check {
        guard let free = facts.freeBytes else { return Check("disk", .warning, "how much is free cannot be told") }
        let text = Checkup.words(bytes: free) + " free"
        if free < Checkup.leastFree {
            return Check(
                "disk", .problem, text + ": the log cannot be written much longer", advice: "free some space now")
        }
        if free < Checkup.littleFree { return Check("disk", .warning, text, advice: "free some space") }
        return Check("disk", .ok, text)
    }

    private var fileSystem: Check {
        guard let kind = facts.networkFileSystem else { return Check("filesystem", .ok, "local") }
        return Check(
            "filesystem", .problem, "the log lies on a network file system (\(kind)), where locks do not hold",
            advice: "put it on a local disk")
    }

    private var processes: Check {
        guard let users = facts.users else {
            return Check("processes", .ok, "which processes have the log open cannot be told on this system")
        }
        guard !users.isEmpty else {
            return Check(
                "processes", .warning, "no process of yours has the log open",
                advice: "start the service, if it should run; other users' processes are not seen without their rights")
        }
        let names = users.map { "\($0.program) (\($0.id))" }.joined(separator: ", ")
        return Check("processes", .ok, "open in " + names)
    }

    private var lock: Check {
        facts.isLocked
            ? Check(
                "lock", .problem, "it has been held for more than a second: a process hangs in the middle of a commit",
                advice: "see what the processes above wait for; a full or broken disk comes first")
            : Check("lock", .ok, "free")
    }

    private var keys: [Check] {
        let first =
            facts.key.map { permissions("key", $0, secret: true) }
            ?? missingKey("key", "no key file at \(facts.keyPath)", "without it tokens cannot be opened")
        let second =
            facts.signingKey.map { permissions("signkey", $0, secret: true) }
            ?? missingKey("signkey", "no signing key at \(facts.keyPath).sign", "without it nothing can be appended")
        return [first, second]
    }

    private func missingKey(_ name: String, _ text: String, _ consequence: String) -> Check {
        facts.isKeyNamed
            ? Check(name, .problem, text, advice: "check the path of --key-file, or restore the key; " + consequence)
            : Check(name, .warning, text, advice: "name it with --key-file; " + consequence)
    }

    private func permissions(_ name: String, _ file: FileFacts, secret: Bool) -> Check {
        let text = "mode \(octal(file.mode)), owner \(file.owner)"
        guard file.isReadable else {
            return Check(
                name, .problem, text + ": who runs this may not read it", advice: "run tpaudit as \(file.owner)")
        }
        if secret, file.mode & 0o077 != 0 {
            return Check(
                name, .problem, text + ": others than its owner can get at it",
                advice: "run chmod 600 on it, and rotate the key, as it may have been read")
        }
        if file.mode & 0o022 != 0 {
            return Check(name, .problem, text + ": others can change it", advice: "run chmod go-w on it")
        }
        if file.mode & 0o044 != 0 {
            return Check(name, .ok, text + ": others can read it, which tells them what happened and no token")
        }
        if let log = facts.log, file.owner != log.owner {
            return Check(
                name, .warning, text + ": the log has another owner (\(log.owner))", advice: "give both to one")
        }
        return Check(name, .ok, text)
    }

    private func octal(_ mode: UInt32) -> String { "0" + String(mode & 0o7777, radix: 8) }

    /// A number of bytes as people say it.
    static func words(bytes: Int64) -> String {
        for (unit, size) in [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)] as [(String, Int64)] {
            guard bytes >= size else { continue }
            let tenths = bytes / (size / 10)
            return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(tenths / 10) \(unit)"
        }
        return "\(bytes) B"
    }

    private static let largeWAL: Int64 = 64 << 20
    private static let leastFree: Int64 = 16 << 20
    private static let littleFree: Int64 = 256 << 20
}
