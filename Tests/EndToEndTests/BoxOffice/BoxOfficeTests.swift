// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import AuditLog
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Testing

/// The example service as it is run: beside the sandbox, over HTTPS, signed in from another process.
@Suite struct BoxOfficeTests {
    /// A box office that runs.
    private struct Office {
        var process: ToolProcess
        var url: String

        init(on bench: Bench) async throws {
            process = try ToolProcess(
                .tpboxoffice, [], environment: bench.environment.merging(["BOX_OFFICE_PORT": "0"]) { $1 },
                in: bench.folder)
            let line = try await process.firstLine()
            url = String(try #require(line.firstMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+/)).output)
        }

        /// Status, body and header fields of an answer.
        func ask(
            _ method: HTTPMethod, _ path: String, json: String? = nil
        ) async throws -> (status: Int, body: String, headers: HTTPHeaders) {
            var request = HTTPClientRequest(url: url + path)
            request.method = method
            if let json {
                request.headers.add(name: "Content-Type", value: "application/json")
                request.body = .bytes(ByteBuffer(string: json))
            }
            let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
            let body = try await answer.body.collect(upTo: 1 << 20)
            return (Int(answer.status.code), String(buffer: body), answer.headers)
        }

        func close() async throws -> ToolProcess.Result {
            process.send(SIGTERM)
            return try await process.result()
        }
    }

    @Test func `it opens without a sign-in, sells after one, and goes on after a restart`() async throws {
        try await Bench.run { bench in
            var office = try await Office(on: bench)
            let closed = try await office.ask(.GET, "/health")
            #expect(closed.status == 503)
            #expect(closed.body.contains("nobody has signed in") && closed.body.contains("needsSignIn"))
            #expect(try await office.ask(.GET, "/events").status == 503)

            // In another process, as a person would.
            try await bench.login(session: "box-office")
            #expect(try await office.ask(.GET, "/health").status == 200)
            let events = try await office.ask(.GET, "/events")
            #expect(events.status == 200 && events.body.contains("Carmen") && events.body.contains("\"total\":3"))

            let made = try await office.ask(.POST, "/events", json: #"{"name": "Nora", "venue": "Kleines Haus"}"#)
            #expect(made.status == 201)
            let event = try await office.ask(.GET, try #require(made.headers.first(name: "Location")))
            #expect(event.status == 200 && event.body.contains("Nora"))
            #expect(try await office.ask(.GET, "/events/nothing").status == 404)
            #expect(try await office.ask(.GET, "/events/..%2F..%2Foauth").status == 404)
            #expect(try await office.ask(.POST, "/events", json: "{").status == 400)

            let first = try await office.close()
            #expect(first.exit == 0, "\(first.error)")
            office = try await Office(on: bench)
            #expect(try await office.ask(.GET, "/events").status == 200)
            let second = try await office.close()
            #expect(second.exit == 0)
            #expect(try bench.sandbox.journal.map(\.grant) == ["password"])

            let said = first.output + first.error + second.output + second.error
            #expect(!said.contains(bench.password))
            #expect(!said.contains(bench.environment["TICKETPARK_CLIENT_SECRET"] ?? "?"))
            try await bench.expectSoundLog()
        }
    }

    @Test func `a signal closes the counter and then the log`() async throws {
        try await Bench.run { bench in
            let office = try await Office(on: bench)
            #expect(try await office.ask(.GET, "/events").status == 503)
            #expect(try await office.close().exit == 0)
            // Who closes a log signs where it ends.
            let log = try LogReader(path: bench.log.path)
            let size = try #require(try log.info().size)
            #expect(size > 0)
            #expect(try log.checkpoints().map(\.size) == [size])
        }
    }

    @Test func `a setting that is missing or wrong ends it with one line`() async throws {
        try await Bench.run { bench in
            for (changes, says) in [
                (["TICKETPARK_CLIENT_KEY": nil], "ticketpark.clientKey is missing"),
                (["TICKETPARK_BASE_URL": "http://api.ticketpark.ch"], "TICKETPARK_BASE_URL in EnvironmentVariables"),
            ] as [([String: String?], String)] {
                var environment = bench.environment
                for (name, value) in changes { environment[name] = value }
                let result = try await ToolProcess(.tpboxoffice, [], environment: environment, in: bench.folder)
                    .result()
                #expect(result.exit == 1 && result.errorLines.count == 1 && result.output.isEmpty)
                #expect(result.error.hasPrefix("tpboxoffice: ") && result.error.contains(says), "\(result.error)")
            }
        }
    }
}
