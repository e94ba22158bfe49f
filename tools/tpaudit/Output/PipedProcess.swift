// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A process that reads what is written to it.
///
/// It stays in the group of this one, as only the group that is in the foreground may read keys from the terminal.
/// `Foundation.Process` gives each process a group of its own: a pager would be stopped before it has shown anything.
final class PipedProcess {
    private let identifier: pid_t
    private var input: Int32?

    /// Starts a command: a path and its arguments. `nil` where that is not possible.
    init?(_ command: [String], environment: [String: String]) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        // The process must not hold the end that is written to, or it would wait for itself.
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        guard let started = PipedProcess.start(command, environment, input: ends[0]) else {
            for end in ends { close(end) }
            return nil
        }
        close(ends[0])
        identifier = started
        input = ends[1]
    }

    /// Writes to it. What it does not want to read any more is dropped.
    func write(_ content: [UInt8]) {
        var rest = content[...]
        while let input, !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(input, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return closeInput() }
            rest = rest.dropFirst(count)
        }
    }

    /// Tells it that this was all, and waits until it has ended.
    func finish() {
        closeInput()
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }

    private func closeInput() {
        if let input { close(input) }
        input = nil
    }

    private static func start(_ command: [String], _ environment: [String: String], input: Int32) -> pid_t? {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        if input != STDIN_FILENO { posix_spawn_file_actions_addclose(&actions, input) }
        // What this process ignores is for it alone.
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGPIPE] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        var arguments = command.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, command[0], &actions, &attributes, &arguments, &variables)
        return code == 0 ? identifier : nil
    }
}
