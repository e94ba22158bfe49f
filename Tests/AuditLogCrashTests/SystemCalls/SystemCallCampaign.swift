// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// Plants a fault at every system call that one append makes on the files of a log, one at a time.
struct SystemCallCampaign {
    /// A system call, and what happens there.
    struct Place: Hashable, Sendable, CustomStringConvertible {
        var call: String
        var number: Int
        var fault: Strace.Fault

        var description: String { "\(call) number \(number), \(fault)" }
    }

    private let scratch: Scratch
    /// The files as they are before the append.
    private let start: [String: [UInt8]]
    private let eventsBefore: [String]

    private static let seed = "7"

    /// - Parameter hasLog: Whether a log is there already; else the append makes one.
    init(hasLog: Bool) async throws {
        scratch = try Scratch()
        guard hasLog else {
            start = [:]
            eventsBefore = []
            return
        }
        // One that was not closed, so that there is something to be settled.
        try scratch.replace(with: [:])
        let writer = try WriterProcess(
            SystemCallCampaign.arguments(in: scratch, seed: "1", count: 3), in: scratch)
        guard await writer.end() == .exit(0) else { throw Failed(complaint: try writer.complaint()) }
        eventsBefore = try writer.acknowledged()
        start = try scratch.contents(of: SystemCallCampaign.files)
    }

    /// All places where a fault can be planted.
    func places() async throws -> [Place] {
        let trace = scratch.file("trace")
        let folder = try begin()
        let writer = try WriterProcess(
            SystemCallCampaign.arguments(in: folder), in: folder,
            wrapper: Strace.recording(to: trace, files: SystemCallCampaign.paths(in: folder)))
        guard await writer.end() == .exit(0) else {
            throw Failed(complaint: "without a fault: \(try writer.complaint())")
        }
        return try Strace.calls(in: trace).sorted { $0.key < $1.key }.flatMap { call, count in
            (1...count).flatMap { number in
                SystemCallCampaign.faults(of: call).map { Place(call: call, number: number, fault: $0) }
            }
        }
    }

    /// Appends with a fault at `place`, and then once more without.
    ///
    /// - Returns: Whether the fault was met, and what is wrong then.
    func fail(at place: Place) async throws -> (wasMet: Bool, complaint: String?) {
        let folder = try begin()
        let trace = folder.file("trace")
        let faulty = try WriterProcess(
            SystemCallCampaign.arguments(in: folder), in: folder,
            wrapper: Strace.planting(
                place.fault, at: place.call, place.number, to: trace, files: SystemCallCampaign.paths(in: folder)))
        let ending = await faulty.end()
        let wasMet = try Strace.wasMet(place.fault, in: trace)
        let endings: [WriterProcess.Ending] =
            switch place.fault {
            // strace ends as what it ran has ended.
            case .kill where wasMet: [.signal(SIGKILL), .exit(128 + SIGKILL)]
            case .error where wasMet: [.exit(0), .exit(1)]
            default: [.exit(0)]
            }
        guard endings.contains(ending) else {
            return (wasMet, "\(place): it ended with \(ending): \(try faulty.complaint())")
        }
        return (wasMet, try await complaint(after: faulty, in: folder).map { "\(place): \($0)" })
    }

    /// What is wrong with the log, and once the same append was made without a fault.
    private func complaint(after faulty: WriterProcess, in folder: Scratch) async throws -> String? {
        let path = folder.file(CrashBench.logName)
        let acknowledged = try faulty.acknowledged()
        if !acknowledged.isEmpty, try LogHistory.events(of: path).map({ "\($0)" }) != eventsBefore + acknowledged {
            return "what was acknowledged is not in the log"
        }
        let again = try WriterProcess(SystemCallCampaign.arguments(in: folder), in: folder)
        guard await again.end() == .exit(0) else { return "again: \(try again.complaint())" }
        let contents = try LogContents(of: path, keys: .file(path: folder.file(CrashBench.keyName)))
        let event = try again.acknowledged()
        guard acknowledged.allSatisfy(event.contains), contents.ids == eventsBefore + event else {
            return "there are \(contents.ids.count) events, and \(eventsBefore.count + 1) should be"
        }
        return contents.complaints.isEmpty ? nil : contents.complaints.joined(separator: "; ")
    }

    /// A folder in which everything is as it was.
    private func begin() throws -> Scratch {
        let folder = try Scratch()
        try folder.replace(with: start)
        return folder
    }

    private static var files: [String] {
        let keys = ["", ".sign"].map { CrashBench.keyName + $0 }
        return ["", "-wal", "-shm", ".lock", ".head"].map { CrashBench.logName + $0 } + keys
    }

    private static func paths(in folder: Scratch) -> [String] {
        let made = ["", "-wal", "-shm", "-journal"].map { CrashBench.logName + ".new" + $0 }
        return (files + made).map(folder.file) + [folder.path, folder.file("keys")]
    }

    private static func arguments(in folder: Scratch, seed: String = seed, count: Int = 1) -> [String] {
        [
            folder.file(CrashBench.logName), "--key-file", folder.file(CrashBench.keyName), "--seed", seed,
            "--count", "\(count)", "--lock-seconds", "1", "--note-length", "9000",
        ] + (count == 1 ? ["--closes"] : [])
    }

    private static func faults(of call: String) -> [Strace.Fault] {
        switch call {
        case "pwrite64", "write", "ftruncate", "fallocate": [.error("EIO"), .error("ENOSPC"), .kill]
        case "openat": [.error("EIO"), .error("EMFILE"), .kill]
        case "mmap": [.error("ENOMEM"), .kill]
        case "flock", "fcntl": [.error("ENOLCK"), .kill]
        // What is closed is closed, whatever the answer is.
        case "close", "munmap": [.kill]
        default: [.error("EIO"), .kill]
        }
    }

    /// It did not even work without a fault.
    struct Failed: Error {
        var complaint: String
    }
}
