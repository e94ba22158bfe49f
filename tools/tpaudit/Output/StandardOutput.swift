// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The console of the process: standard output and standard error.
enum StandardOutput {
    /// Lets a closed pipe end the process quietly, whatever the parent has set.
    static func prepare() {
        signal(SIGPIPE, SIG_DFL)
    }

    /// The console.
    static func console() -> Console {
        let environment = ProcessInfo.processInfo.environment
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let pager = isTerminal ? Pager.command(environment) : nil
        let surroundings = Console.Surroundings(
            isTerminal: isTerminal,
            width: isTerminal ? width(environment) : nil,
            allowsColor: (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb",
            nowMicroseconds: Int64(Date().timeIntervalSince1970 * 1_000_000),
            waiting: waiting(),
            readInput: { try StandardInput.read() },
            beginPaging: {
                guard let pager, activePager == nil else { return }
                activePager = Pager(command: pager, rows: height()) { content throws(OutputFailure) in
                    try write(content, to: STDOUT_FILENO)
                }
            },
            beginMakingFiles: Interruption.takesDraftsAlong)
        return Console(
            surroundings,
            output: { content throws(OutputFailure) in
                guard let activePager else { return try write(content, to: STDOUT_FILENO) }
                try activePager.take(content)
            },
            complaints: { line in
                // There is nobody left to tell where standard error does not work.
                try? write(Array((line + "\n").utf8), to: STDERR_FILENO)
            })
    }

    /// Ends the process, when whoever leafs through the output has left.
    static func exit(_ code: AuditExit) -> Never {
        do {
            try activePager?.finish()
        } catch {
            Foundation.exit(AuditExit.outputFailed.rawValue)
        }
        Foundation.exit(code.rawValue)
    }

    /// The pager of this process. The process has one thread that writes.
    nonisolated(unsafe) private static var activePager: Pager?

    /// Waiting in real time, until a signal comes or standard output is closed.
    private static func waiting() -> Console.Waiting {
        var isRead = true
        var isListening = false
        let start = ContinuousClock.now
        return Console.Waiting(
            elapsed: { Int64((ContinuousClock.now - start) / .milliseconds(1)) },
            pause: { milliseconds in isRead = Interruption.pause(milliseconds: milliseconds) },
            isOver: {
                if !isListening { Interruption.listen() }
                isListening = true
                return Interruption.hasCome || !isRead
            })
    }

    private static func height() -> Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 1 else { return 24 }
        return Int(size.ws_row)
    }

    private static func width(_ environment: [String: String]) -> Int {
        if let columns = environment["COLUMNS"].flatMap(Int.init), columns > 0 { return columns }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private static func write(_ content: [UInt8], to descriptor: Int32) throws(OutputFailure) {
        var written = 0
        while written < content.count {
            let count = content[written...].withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw OutputFailure(reason: String(cString: strerror(errno))) }
            written += count
        }
    }
}
