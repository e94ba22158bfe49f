// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A terminal, and the tool in it as somebody would have started it there: in the foreground of a session of its own.
final class PseudoTerminal {
    /// The end at which somebody sits.
    private let keyboard: Int32
    /// The end that programs have.
    private let side: Int32
    private let name: String
    private(set) var process: pid_t = 0
    /// All that it has shown.
    private(set) var shown = ""

    /// `POSIX_SPAWN_SETSID`, which not every system shows without being asked.
    #if canImport(Darwin)
        private static let newSession: Int16 = 0x400
    #else
        private static let newSession: Int16 = 0x80
    #endif

    init() throws {
        var (main, other): (Int32, Int32) = (-1, -1)
        var path = [CChar](repeating: 0, count: 1024)
        try #require(openpty(&main, &other, &path, nil, nil) == 0)
        (keyboard, side) = (main, other)
        name = String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
        try #require(ioctl(side, UInt(TIOCSWINSZ), &size) == 0)
    }

    deinit {
        close(keyboard)
        close(side)
    }

    /// How the terminal behaves at the moment.
    var settings: termios {
        var settings = termios()
        tcgetattr(side, &settings)
        return settings
    }

    /// Starts the tool.
    func start(_ arguments: [String], environment: [String: String] = [:]) throws {
        let program = try #require(BuiltTools.folder) + "/tpaudit"
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        // The first terminal that a new session opens is its own. What a test run ignores or holds back is for it
        // alone.
        posix_spawnattr_setflags(
            &attributes, Self.newSession | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        for end in [keyboard, side] { posix_spawn_file_actions_addclose(&actions, end) }
        let variables = ["PATH": "/usr/bin:/bin", "TERM": "xterm"].merging(environment) { $1 }
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        try #require(posix_spawn(&process, program, &actions, &attributes, &words, &settings) == 0)
    }

    /// Types something.
    func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        #expect(write(keyboard, bytes, bytes.count) == bytes.count)
    }

    /// Waits until it shows some words.
    func wait(for words: String) throws {
        var part = [UInt8](repeating: 0, count: 4096)
        while !shown.contains(words) {
            let count = read(keyboard, &part, part.count)
            try #require(count > 0)
            shown += String(decoding: part[..<count], as: UTF8.self)
        }
    }

    /// Waits for the end of the tool.
    ///
    /// - Returns: Its exit code, or 128 and the number of the signal that ended it, as shells have it.
    func end() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }
}
