// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Synchronization

/// Whether somebody pressed Ctrl-C, or asked this process to end, while it waits for something.
enum Interruption {
    private static let wasAsked = Atomic(false)
    private static let wasStopped = Atomic(false)

    /// From now on a signal is noted, and ends nothing by itself.
    static func listen() {
        // Who started this process may have blocked them, and then none would ever come.
        var signals = set(of: [SIGINT, SIGTERM, SIGHUP, SIGTSTP])
        sigprocmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { _ in Interruption.wasAsked.store(true, ordering: .relaxed) }
        }
    }

    /// From now on Ctrl-Z is noted too.
    static func listenForStops() {
        signal(SIGTSTP) { _ in Interruption.wasStopped.store(true, ordering: .relaxed) }
    }

    /// From now on a signal ends the process only when nothing is left of files that are not whole.
    static func takesDraftsAlong() {
        // What was to be ignored by who started this process, as nohup does, stays so.
        let numbers = [SIGINT, SIGTERM, SIGHUP].filter { !isIgnored($0) }
        let awaited = set(of: numbers)
        var blocked = awaited
        // Threads that are started later inherit it, so the one below alone takes them.
        pthread_sigmask(SIG_BLOCK, &blocked, nil)
        Thread.detachNewThread {
            var signals = awaited
            var number: Int32 = 0
            guard sigwait(&signals, &number) == 0 else { return }
            Drafts.removeAll {
                // Who waits for this process is to see that a signal ended it.
                signal(number, SIG_DFL)
                pthread_sigmask(SIG_UNBLOCK, &signals, nil)
                raise(number)
            }
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        let before = signal(number, SIG_DFL)
        let isIgnored = unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
        if isIgnored { signal(number, SIG_IGN) }
        return isIgnored
    }

    private static func set(of numbers: [Int32]) -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in numbers { sigaddset(&signals, number) }
        return signals
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
