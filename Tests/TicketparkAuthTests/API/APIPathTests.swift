// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TicketparkAuth

struct APIPathTests {
    private func url(
        _ path: String, _ query: QueryParameters = [:], below base: String = "https://api.ticketpark.ch"
    ) throws -> String {
        let base = try ServerURL(parsing: base)
        return try base.origin + APIPath.resolve(path, query: query, below: base)
    }

    @Test(arguments: [
        ("/", "https://api.ticketpark.ch/"),
        ("/events/", "https://api.ticketpark.ch/events/"),
        ("/events/1f2e-3d4c", "https://api.ticketpark.ch/events/1f2e-3d4c"),
        ("/events/?page=1", "https://api.ticketpark.ch/events/?page=1"),
        ("/events/?filters[name]=a b", "https://api.ticketpark.ch/events/?filters%5Bname%5D=a%20b"),
        ("/e/Größe 1/\"x\"", "https://api.ticketpark.ch/e/Gr%C3%B6%C3%9Fe%201/%22x%22"),
        ("/e/a%2Fb", "https://api.ticketpark.ch/e/a%2Fb"),
        ("/e/...", "https://api.ticketpark.ch/e/..."),
        ("/x?u=https://evil.example", "https://api.ticketpark.ch/x?u=https://evil.example"),
        ("https://api.ticketpark.ch/events/?batchId=7", "https://api.ticketpark.ch/events/?batchId=7"),
        ("https://API.ticketpark.ch:443/events/", "https://api.ticketpark.ch/events/"),
    ])
    func `a path leads below the base URL`(path: String, expected: String) throws {
        #expect(try url(path) == expected)
    }

    @Test(arguments: [
        ("", APIError.InvalidRequest.pathIsNotAbsolute), ("events/", .pathIsNotAbsolute),
        ("//evil.example/", .pathIsNotAbsolute), ("@evil.example", .pathIsNotAbsolute),
        (":80/x", .pathIsNotAbsolute), (".evil.example/", .pathIsNotAbsolute), ("?page=1", .pathIsNotAbsolute),
        ("https:evil", .pathIsNotAbsolute),
        ("https://evil.example/", .pathLeadsToAnotherServer), ("http://api.ticketpark.ch/", .pathLeadsToAnotherServer),
        ("https://api.ticketpark.ch.evil.example/", .pathLeadsToAnotherServer),
        ("https://api.ticketpark.ch@evil.example/", .pathLeadsToAnotherServer),
        ("https://api.ticketpark.ch:8443/", .pathLeadsToAnotherServer),
        ("http://api.ticketpark.ch:443/", .pathLeadsToAnotherServer),
        ("https://api.ticketpark.ch\\@evil.example/", .pathLeadsToAnotherServer),
        ("https://api.ticketpark.ch", .pathLeadsToAnotherServer),
        ("https://api.ticketpark.ch//evil.example", .pathIsNotAbsolute),
        ("/events/../admin", .pathHoldsDotSegment), ("/..", .pathHoldsDotSegment), ("/./x", .pathHoldsDotSegment),
        ("/%2e%2E/x", .pathHoldsDotSegment), ("/.%2e/x", .pathHoldsDotSegment), ("/a%2f..%2fb", .pathHoldsDotSegment),
        ("/a%5C..%5Cb", .pathHoldsDotSegment),
        ("/x\r\nHost: evil.example", .pathHoldsControlCharacter), ("/x\u{0}", .pathHoldsControlCharacter),
        ("/x?a=\n", .pathHoldsControlCharacter), ("/x\u{85}", .pathHoldsControlCharacter),
        ("/\\evil.example", .pathHoldsIllegalCharacter), ("/x#y", .pathHoldsIllegalCharacter),
        ("/100%", .pathHoldsIllegalCharacter), ("/%zz", .pathHoldsIllegalCharacter),
    ])
    func `a path that could lead elsewhere is refused`(path: String, problem: APIError.InvalidRequest) {
        #expect(throws: problem) { try url(path) }
    }

    @Test(arguments: ["https://gateway.example/tp", "https://gateway.example/tp/"])
    func `a base URL with a path stays in front`(base: String) throws {
        #expect(try url("/events/", below: base) == "https://gateway.example/tp/events/")
        #expect(
            try url("https://gateway.example/tp/events/", below: base) == "https://gateway.example/tp/events/")
        #expect(throws: APIError.InvalidRequest.pathLeadsToAnotherServer) {
            try url("https://gateway.example/other/events/", below: base)
        }
    }

    @Test func `a query is added to one that the path has`() throws {
        #expect(
            try url("/events/?page=1", ["maxResults": 2])
                == "https://api.ticketpark.ch/events/?page=1&maxResults=2")
        #expect(try url("/events/?", ["maxResults": 2]) == "https://api.ticketpark.ch/events/?maxResults=2")
    }
}
