// SPDX-License-Identifier: Apache-2.0

import AuditLog
import CAuditCrash

/// Something that is done again and again, each time with another allocation that fails.
protocol AllocationTrial {
    /// Does it, while there may be no memory.
    mutating func attempt() throws(LogError)

    /// Does it once more where there is enough, with the same objects as far as there are any. Then, what is wrong.
    mutating func repeatWithMemory() throws(LogError) -> [String]
}

extension AllocationTrial {
    /// Tries until no allocation is left that could fail. Then, what is wrong, or how much was tried.
    ///
    /// - Parameters:
    ///   - count: About how many allocations are to fail, sparser the later they are; 0 for every one.
    ///   - lasts: Whether all fail that follow the one that fails.
    mutating func lines(upTo count: Int, lasts: Bool) -> [String] {
        var allocations = 0
        var trials = 0
        var complaints: [String] = []
        while complaints.count < 20 {
            let (hasFailed, found) = fail(after: allocations, lasts: lasts)
            complaints += found.map { "after \(allocations) allocations: \($0)" }
            guard hasFailed else { break }
            trials += 1
            allocations += count == 0 ? 1 : allocations / count + 1
        }
        guard complaints.isEmpty else { return complaints }
        let fault = lasts ? "all from one on" : "one"
        return ["torture: \(Self.self), \(fault) of \(allocations) allocations failed, tried \(trials) times"]
    }

    private mutating func fail(after count: Int, lasts: Bool) -> (hasFailed: Bool, complaints: [String]) {
        var complaints: [String] = []
        crash_fail_allocation(Int64(count), lasts ? 1 : 0)
        do throws(LogError) {
            try attempt()
        } catch {
            if crash_failed_allocations() == 0 || error.isAboutLog { complaints.append("\(error)") }
        }
        let hasFailed = crash_failed_allocations() > 0
        crash_fail_allocation(-1, 0)
        do throws(LogError) {
            complaints += try repeatWithMemory()
        } catch {
            complaints.append("the next time: \(error)")
        }
        return (hasFailed, complaints)
    }
}

extension LogError {
    /// Whether it says something of the log, which want of memory does not entitle anybody to.
    fileprivate var isAboutLog: Bool {
        switch self {
        case .damaged, .shortened, .notALog, .empty, .newerFormat, .isArchive, .archived, .keyMismatch, .idTaken: true
        default: false
        }
    }
}
