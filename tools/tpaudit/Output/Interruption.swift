import Foundation
import Synchronization

/// Whether somebody pressed Ctrl-C, or asked this process to end, while it waits for something.
enum Interruption {
    private static let wasAsked = Atomic(false)
    private static let wasStopped = Atomic(false)

    /// From now on a signal is noted, and ends nothing by itself.
    static func listen() {
        // Who started this process may have blocked them, and then none would ever come.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGTSTP] { sigaddset(&signals, number) }
        sigprocmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { _ in Interruption.wasAsked.store(true, ordering: .relaxed) }
        }
    }

    /// From now on Ctrl-Z is noted too.
    static func listenForStops() {
        signal(SIGTSTP) { _ in Interruption.wasStopped.store(true, ordering: .relaxed) }
    }

    /// Whether Ctrl-Z was pressed since the last time that this was asked.
    static func takeStop() -> Bool {
        wasStopped.exchange(false, ordering: .relaxed)
    }

    /// Whether a signal came.
    static var hasCome: Bool { wasAsked.load(ordering: .relaxed) }

    /// Waits, until a signal comes or nobody reads standard output any more; whether it is still read.
    static func pause(milliseconds: Int) -> Bool {
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        guard poll(&output, 1, Int32(clamping: milliseconds)) > 0 else { return true }
        // A closed pipe says so at once; what is merely strange must not become a busy loop.
        if output.revents & Int16(POLLERR | POLLNVAL) != 0 { return false }
        usleep(UInt32(clamping: milliseconds * 1000))
        return true
    }
}
