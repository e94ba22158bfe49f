// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Dispatch
import Synchronization
import Testing
import TokenMachine

@testable import TicketparkAuth

/// A published token under the eyes of many threads.
struct PublishedTokenTests {
    private static let now = Instant(milliseconds: 1_700_000_000_000)
    private static let state = TokenState.initial(seed: 1)

    private static func token(_ number: UInt64) -> AccessToken {
        AccessToken(
            ref: TokenRef(rawValue: number), secret: Secret("a token that is too long to be kept in place, \(number)"),
            hardStop: now + .minutes(10))
    }

    private func publish(_ token: AccessToken?, on published: PublishedSession) {
        published.publish(
            PublishedTokenTests.state, token: token, renewalTime: .distantFuture, at: PublishedTokenTests.now)
    }

    @Test(arguments: [false, true])
    func `no thread reads an older token than the one that was published last`(hasCopies: Bool) {
        let published = PublishedSession()
        publish(PublishedTokenTests.token(1), on: published)
        if hasCopies { published.makeCopies() }
        let last = Atomic<UInt64>(1)
        let wrong = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 5) { thread in
            for number in 2...2000 as ClosedRange<UInt64> {
                if thread == 0 {
                    publish(PublishedTokenTests.token(number), on: published)
                    last.store(number, ordering: .releasing)
                }
                let oldest = last.load(ordering: .acquiring)
                let token = published.usableToken(at: PublishedTokenTests.now)
                guard let token, token.ref.rawValue >= oldest,
                    token == PublishedTokenTests.token(token.ref.rawValue)
                else {
                    wrong.add(1, ordering: .relaxed)
                    continue
                }
            }
        }
        #expect(wrong.load(ordering: .relaxed) == 0)
        #expect(published.usableToken(at: PublishedTokenTests.now)?.ref.rawValue == 2000)
    }

    @Test(arguments: [false, true])
    func `a token that was taken back is read no more`(hasCopies: Bool) {
        let published = PublishedSession()
        if hasCopies { published.makeCopies() }
        publish(PublishedTokenTests.token(1), on: published)
        #expect(published.usableToken(at: PublishedTokenTests.now) == PublishedTokenTests.token(1))
        publish(nil, on: published)
        #expect(published.usableToken(at: PublishedTokenTests.now) == nil)
        publish(PublishedTokenTests.token(2), on: published)
        #expect(published.usableToken(at: PublishedTokenTests.now) == PublishedTokenTests.token(2))
        published.unload()
        #expect(published.usableToken(at: PublishedTokenTests.now) == nil)
        publish(PublishedTokenTests.token(3), on: published)
        published.finish()
        #expect(published.usableToken(at: PublishedTokenTests.now) == nil)
    }

    @Test(arguments: [false, true])
    func `a token is read until its hard stop, or until its renewal time where somebody has to ask for that`(
        hasCopies: Bool
    ) {
        let published = PublishedSession()
        if hasCopies { published.makeCopies() }
        let token = PublishedTokenTests.token(1)
        publish(token, on: published)
        #expect(published.usableToken(at: token.hardStop - .milliseconds(1)) == token)
        #expect(published.usableToken(at: token.hardStop) == nil)
        let renewal = PublishedTokenTests.now + .minutes(5)
        published.publish(PublishedTokenTests.state, token: token, renewalTime: renewal, at: PublishedTokenTests.now)
        #expect(published.usableToken(at: renewal - .milliseconds(1)) == token)
        #expect(published.usableToken(at: renewal) == nil)
    }
}
