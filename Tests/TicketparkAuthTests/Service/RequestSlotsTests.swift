// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Testing
import TokenMachine

@testable import TicketparkAuth

/// Whose turn it is to send a token request.
struct RequestSlotsTests {
    private func exchange(_ number: UInt64) -> Interpreter.PendingExchange {
        Interpreter.PendingExchange(
            label: SessionLabel(stored: "session-\(number)"),
            request: TokenRequest(TokenTry(attempt: Attempt(number), number: 1), grantType: .password), cause: 1)
    }

    private let start = Instant(milliseconds: 1_000_000)

    @Test func `requests are sent in the order in which they came up`() {
        var slots = RequestSlots(limit: 2)
        for number in 1...4 { slots.enqueue(exchange(UInt64(number))) }
        #expect(slots.next(at: start)?.label.text == "session-1")
        let first = slots.take(until: start + .seconds(60))
        #expect(slots.next(at: start)?.label.text == "session-2")
        _ = slots.take(until: start + .seconds(90))
        #expect(slots.next(at: start) == nil)
        slots.release(first)
        #expect(slots.next(at: start)?.label.text == "session-3")
    }

    @Test func `a slot comes free at the time limit, and is not given back twice`() {
        var slots = RequestSlots(limit: 1)
        slots.enqueue(exchange(1))
        slots.enqueue(exchange(2))
        slots.enqueue(exchange(3))
        _ = slots.next(at: start)
        let first = slots.take(until: start + .seconds(60))
        #expect(slots.nextRelease == start + .seconds(60))
        #expect(slots.next(at: start + .seconds(59)) == nil)
        #expect(slots.next(at: start + .seconds(60))?.label.text == "session-2")
        _ = slots.take(until: start + .seconds(120))
        slots.release(first)
        #expect(slots.next(at: start + .seconds(61)) == nil)
    }

    @Test func `nobody is waited for where nobody waits`() {
        var slots = RequestSlots(limit: 0)
        #expect(slots.limit == 1)
        #expect(slots.nextRelease == nil)
        _ = slots.take(until: start)
        #expect(slots.nextRelease == nil)
    }
}
