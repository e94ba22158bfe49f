// SPDX-License-Identifier: Apache-2.0

import AuditLog
import HTTPTypes
import Testing
import TicketparkAuth
import TicketparkAuthTesting
import TokenMachine

/// A request's time limit covers all of it, and whoever leaves it leaves nothing behind.
@Suite(.timeLimit(.minutes(1))) struct TimeLimitTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"

    private let clock = TestClock()

    /// A source that gives no token before its caller is cancelled.
    private final class SilentSource: AccessTokenSource {
        let stream = SilentStream()

        func accessToken() async throws -> AccessToken {
            for await _ in stream {}
            throw CancellationError()
        }

        func reject(_ token: AccessToken) async {}
    }

    private func pass(_ limit: Duration) {
        clock.advance(to: clock.now.advanced(by: limit))
    }

    /// Runs `work`, and breaks it off in one of two ways as soon as `isUnderWay` returns.
    private func breakOff(
        _ way: Way, when isUnderWay: () async -> Void,
        _ work: @escaping @Sendable () async throws -> Void
    ) async -> (any Error)? {
        let task = Task { try await work() }
        await isUnderWay()
        switch way {
        case .byTime: pass(.seconds(30))
        case .byCaller: task.cancel()
        }
        do {
            try await task.value
            return nil
        } catch {
            return error
        }
    }

    enum Way: CaseIterable {
        case byTime
        case byCaller

        func fits(_ error: (any Error)?, reached: Reach) -> Bool {
            switch self {
            case .byTime: error as? TransportError == TransportError(.timedOut, reached: reached)
            case .byCaller: error is CancellationError
            }
        }
    }

    @Test(arguments: Way.allCases) func `a wait for a token is broken off`(way: Way) async throws {
        let session = SilentSource()
        try await withServer(.drop, session: session, clock: clock) { server, client in
            let error = await breakOff(way, when: { await session.stream.waitForDraws(1) }) {
                _ = try await client.send(server.request())
            }
            #expect(way.fits(error, reached: .no))
            await session.stream.waitForEnd()
            #expect(server.connections == 0)
        }
    }

    @Test(arguments: Way.allCases) func `a wait for an answer is broken off`(way: Way) async throws {
        try await withServer(.bytesThenSilence(""), clock: clock) { server, client in
            let error = await breakOff(way, when: server.waitForRequest) {
                _ = try await client.send(server.request(.post), body: RequestBody("abc".utf8))
            }
            #expect(way.fits(error, reached: .maybe))
            _ = await server.waitForEnd()
        }
    }

    @Test(arguments: Way.allCases) func `the reading of an answer is broken off`(way: Way) async throws {
        try await withServer(.bytesThenSilence(Self.head), clock: clock) { server, client in
            let (part, parts) = AsyncStream.makeStream(of: Void.self)
            let error = await breakOff(way, when: { for await _ in part { return } }) {
                for try await _ in try await client.send(server.request()).1 { parts.yield() }
            }
            #expect(way.fits(error, reached: .maybe))
            _ = await server.waitForEnd()
        }
    }

    @Test(arguments: Way.allCases) func `a stream that is being sent is ended`(way: Way) async throws {
        let stream = SilentStream(after: ["abc"])
        try await withServer(.bytesThenSilence(""), clock: clock) { server, client in
            let error = await breakOff(way, when: { await stream.waitForDraws(2) }) {
                _ = try await client.send(server.request(.post), body: RequestBody(once: stream))
            }
            #expect(way.fits(error, reached: .maybe))
            await stream.waitForEnd()
            _ = await server.waitForEnd()
        }
    }

    @Test func `the limit counts from the first step, whichever steps there are`() async throws {
        let script = RawServer.Answer.script([answer("401 No"), .bytesThenSilence(Self.head)])
        try await withServer(script, timeLimit: .seconds(10), clock: clock) { server, client in
            let (head, body) = try await client.send(server.request(), timeLimit: .seconds(20))
            #expect(head.status == .ok)
            pass(.seconds(19))
            var iterator = body.makeAsyncIterator()
            #expect(try await iterator.next() == ArraySlice("abc".utf8))
            pass(.seconds(1))
            await #expect(throws: TransportError(.timedOut, reached: .maybe)) { try await iterator.next() }
        }
    }

    @Test func `without time nothing is sent`() async throws {
        let session = SilentSource()
        try await withServer(.drop, session: session) { server, client in
            await #expect(throws: TransportError(.timedOut, reached: .no)) {
                try await client.send(server.request(), timeLimit: .zero)
            }
            #expect(server.connections == 0)
        }
    }

    @Test func `many requests at a time go their own ways`() async throws {
        try await withServer(.script([answer("401 No"), answer("200 OK", body: "yes")])) { server, client in
            try await withThrowingTaskGroup { group in
                for number in 0..<100 {
                    group.addTask {
                        let body = number.isMultiple(of: 2) ? nil : RequestBody { Chunks(["a", "b"]) }
                        let (head, answer) = try await client.send(server.request(.post), body: body)
                        #expect(head.status == .ok)
                        #expect(try await answer.collect(upTo: 10) == Array("yes".utf8))
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.received.count == 101)
        }
    }
}
