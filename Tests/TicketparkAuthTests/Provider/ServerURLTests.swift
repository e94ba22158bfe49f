// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TicketparkAuth

struct ServerURLTests {
    @Test(arguments: [
        ("https://api.ticketpark.ch", "https://api.ticketpark.ch", "api.ticketpark.ch", nil, ""),
        ("HTTPS://API.Ticketpark.CH:8443/v1/", "https://api.ticketpark.ch:8443/v1/", "api.ticketpark.ch", 8443, "/v1/"),
        ("http://[::1]:80/x", "http://[::1]:80/x", "[::1]", 80, "/x"),
        ("https://a.b/p%20q?x=1", "https://a.b/p%20q?x=1", "a.b", nil, "/p%20q"),
        ("https://a.b?x=1", "https://a.b?x=1", "a.b", nil, ""),
    ])
    func `a URL is read into its parts`(
        text: String, written: String, host: String, port: Int?, path: String
    ) throws {
        let url = try ServerURL(parsing: text)
        #expect(url.description == written)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.path == path)
    }

    @Test(arguments: [
        ("api.ticketpark.ch", ProviderError.Problem.noScheme),
        ("//api.ticketpark.ch", .noScheme),
        ("ftp://a.b", .unsupportedScheme),
        ("https://", .noHost),
        ("https:///path", .noHost),
        ("https://:443", .noHost),
        ("https://user:secret@a.b", .credentials),
        ("https://a.b@evil.example/", .credentials),
        ("https://a.b/#top", .fragment),
        ("https://a.b\\@evil.example", .illegalCharacter),
        ("https://a.b/ x", .illegalCharacter),
        ("https://a.b/\r\nHost: evil", .illegalCharacter),
        ("https://bücher.example", .illegalCharacter),
        ("https://a.b/%2", .illegalCharacter),
        ("https://a%2eb/", .invalidHost),
        ("https://.a", .invalidHost),
        ("https://a..b", .invalidHost),
        ("https://[a.b]", .invalidHost),
        ("https://a.b:0", .invalidPort),
        ("https://a.b:65536", .invalidPort),
        ("https://a.b:", .invalidPort),
        ("https://a.b:+1", .invalidPort),
        ("https://[::1]443", .invalidPort),
    ])
    func `what two parsers could read differently is refused`(text: String, problem: ProviderError.Problem) {
        #expect(throws: problem) { try ServerURL(parsing: text) }
    }

    @Test(arguments: [
        ("http://localhost", true), ("http://127.0.0.1", true), ("http://127.255.0.9:1", true), ("http://[::1]", true),
        ("http://127.0.0.1.evil.example", false), ("http://localhost.evil.example", false), ("http://128.0.0.1", false),
        ("http://127.1", false), ("http://0.0.0.0", false), ("http://[::2]", false),
    ])
    func `loopback is told from what looks like it`(text: String, isLoopback: Bool) throws {
        #expect(try ServerURL(parsing: text).isLoopback == isLoopback)
    }
}
