// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import Testing
import TicketparkAuth
import TicketparkAuthTesting
import TokenMachine

/// Two processes sign in to one session, the second while the first is still about to answer its callers.
@Suite struct SupersededSignInTests {
    /// Does something once, when the second sign-in of a process has been appended and nothing else has happened.
    private final class Interruption: TransitionObserver {
        private var signIns = 0
        private let body: () -> Void

        init(_ body: @escaping () -> Void) {
            self.body = body
        }

        func observe(_ stored: StoredEvent, in session: SessionLabel) {
            guard stored.event?.kind == .signInRequested else { return }
            signIns += 1
            if signIns == 2 { body() }
        }

        func observe(_ error: LogError, in session: SessionLabel) {}
    }

    @Test func `a sign-in that another process overtakes at once is superseded, and its password is dropped`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ticketpark-auth-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "log.sqlite").path
        let clock = VirtualClock()
        func process() throws -> Interpreter {
            Interpreter(
                log: try EventLog(path: path, keys: .file(path: path + ".key")), policy: .ticketpark,
                environment: Interpreter.Environment(
                    clocks: clock.sources, random: LogEnvironment.system.random))
        }
        let (first, second) = (try process(), try process())
        let label = try SessionLabel("box-office")
        let (published, other) = (PublishedSession(), PublishedSession())
        func signIn(_ interpreter: Interpreter, _ published: PublishedSession, _ waiter: Waiter<AccessToken>) {
            interpreter.signIn(
                label, published: published, username: Secret("box-office"), password: Secret("wrong horse"),
                waiter: waiter, limit: .seconds(30))
        }
        first.observer = Interruption { signIn(second, other, Waiter()) }

        signIn(first, published, Waiter())
        // Who waits for any token makes the first process look at the log once more, in the middle of its sign-in.
        first.take([
            .call(
                Interpreter.TokenCall(label: label, published: published, waiter: Waiter(), limit: .seconds(30)))
        ])
        _ = first.takeOrders()
        let overtaken = Waiter<AccessToken>()
        signIn(first, published, overtaken)

        #expect(throws: TokenError.superseded) { try overtaken.answer?.get() }
        #expect(overtaken.answer != nil)
        for case .exchange(let exchange) in first.takeOrders() { #expect(first.prepare(exchange) == nil) }
        // The deadline of the other's attempt is not for this process to fire: it does not have that password.
        clock.advance(to: clock.now + .seconds(61))
        first.tick()
        #expect(first.takeOrders().isEmpty)
        #expect(try first.state(of: label, published: published).request?.current.attempt == Attempt(3))
        #expect(try first.state(of: label, published: published).request?.deadline ?? .distantFuture < clock.now)
    }
}
