// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Synchronization

/// Records what is done to the files of a folder, by SQLite and beside it, and lets some of it fail.
final class DiskRecorder: Sendable {
    /// Something that was recorded.
    enum Step: Sendable {
        /// A change to the folder.
        case change(Disk.Change)
        /// What whoever uses the log knows from then on.
        case mark(Mark)
    }

    /// What goes wrong with the changes.
    enum Weather: Hashable, Sendable {
        case fine
        /// After so many more changes, none takes place: as if the process had been killed then.
        case killing(after: Int)
        /// The synchronization of a file after so many other ones fails.
        case failingSynchronization(after: Int)
        /// The change after so many other ones that synchronize nothing fails, with that number of an error.
        case failing(after: Int, code: Int32)
    }

    fileprivate struct State {
        var steps: [Step] = []
        var weather = Weather.fine
        var isDead = false
    }

    private let folder: String
    private let state = Mutex(State())

    /// A recorder of the folder at `folder`, which is absolute and free of symbolic links.
    init(folder: String) {
        self.folder = folder + "/"
    }

    /// What was recorded so far.
    var steps: [Step] { state.withLock { $0.steps } }

    /// Whether nothing takes place any more.
    var isDead: Bool { state.withLock { $0.isDead } }

    /// Sets what goes wrong from now on.
    func set(_ weather: Weather) {
        state.withLock { state in
            state.weather = weather
            state.isDead = false
        }
    }

    /// Records what is known from now on.
    func mark(_ mark: Mark) {
        state.withLock { $0.steps.append(.mark(mark)) }
    }

    /// Runs `body`, and records what it does.
    func record<Result>(_ body: () throws -> Result) rethrows -> Result {
        DiskRecorder.prepare()
        return try FileChange.$observer.withValue(meet, operation: body)
    }

    @Sendable private func meet(_ change: FileChange) throws(PosixFailure) {
        guard let change = Disk.Change(change, in: folder) else { return }
        let failure = state.withLock { $0.meet(change) }
        if let failure { throw failure }
    }
}

extension DiskRecorder.State {
    /// Records the change, or answers why it does not take place.
    mutating func meet(_ change: Disk.Change) -> PosixFailure? {
        if case .opened = change {
            steps.append(.change(change))
            return nil
        }
        guard !isDead else { return PosixFailure(code: EIO) }
        switch weather {
        case .killing(after: 0):
            isDead = true
            return PosixFailure(code: EIO)
        case .killing(after: let count):
            weather = .killing(after: count - 1)
        case .failing(after: let count, let code):
            if !change.isSynchronization {
                guard count > 0 else {
                    weather = .fine
                    return PosixFailure(code: code)
                }
                weather = .failing(after: count - 1, code: code)
            }
        case .failingSynchronization(after: let count):
            if case .synchronized(let name) = change {
                guard count > 0 else {
                    weather = .fine
                    steps.append(.change(.synchronizationFailed(name)))
                    return PosixFailure(code: EIO)
                }
                weather = .failingSynchronization(after: count - 1)
            }
        case .fine:
            break
        }
        steps.append(.change(change))
        return nil
    }
}
