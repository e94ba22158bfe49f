// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM. The first one ends the command in good order; one more ends it at once.
final class Interruption: Sendable {
    /// The one of this process.
    static let shared = Interruption()

    private struct State {
        var sources: [any DispatchSourceSignal] = []
        var command: Task<AuthExit, Never>?
        var signal: Int32?
        var isReading = false
        /// How the terminal was before its echo was turned off.
        var terminal: termios?
    }

    private let state = Mutex(State())

    /// Runs a command until it ends, by itself or because of a signal.
    ///
    /// - Returns: The exit code: the command's own, or 128 and the signal's number where it was broken off.
    func run(_ command: @escaping @Sendable () async throws -> AuthExit) async -> Int32 {
        listen()
        let task = Task {
            do {
                return try await command()
            } catch {
                return TPAuth.report(error)
            }
        }
        state.withLock { state in
            state.command = task
            if state.signal != nil { task.cancel() }
        }
        let exit = await task.value
        guard exit == .interrupted else { return exit.rawValue }
        return 128 + (state.withLock { $0.signal } ?? SIGINT)
    }

    /// Runs `body`, which waits for standard input. Before anything was begun nothing has to be ended in good order,
    /// and a read cannot be cancelled: a signal ends the process at once.
    ///
    /// - Parameter hidesInput: Whether the terminal does not show what is typed.
    func whileReading<Result>(
        hidesInput: Bool = false, _ body: () throws(Refusal) -> Result
    ) throws(Refusal) -> Result {
        state.withLock { state in
            state.isReading = true
            if hidesInput { state.terminal = Self.hideInput() }
        }
        defer {
            state.withLock { state in
                Self.restore(&state.terminal)
                state.isReading = false
            }
        }
        return try body()
    }

    private func listen() {
        // A reader who leaves is told by a failing write, so that the command still ends in good order.
        signal(SIGPIPE, SIG_IGN)
        state.withLock { state in
            state.sources = [SIGINT, SIGTERM].map { number in
                // The default action would end the process before the source hears of the signal.
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { self.take(number) }
                source.resume()
                return source
            }
        }
    }

    private func take(_ signal: Int32) {
        state.withLock { state in
            if state.isReading || state.signal != nil {
                // The prompt has no line break behind it yet.
                if state.terminal != nil { try? StandardStream.error.write([UInt8(ascii: "\n")]) }
                Self.restore(&state.terminal)
                _exit(128 + signal)
            }
            state.signal = signal
            state.command?.cancel()
        }
    }

    private static func hideInput() -> termios? {
        var terminal = termios()
        guard tcgetattr(STDIN_FILENO, &terminal) == 0 else { return nil }
        var hidden = terminal
        hidden.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else { return nil }
        return terminal
    }

    private static func restore(_ terminal: inout termios?) {
        guard var before = terminal else { return }
        terminal = nil
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
    }
}
