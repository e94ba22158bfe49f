// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TicketparkAuth

struct FormEncodingTests {
    @Test(arguments: [
        // The vector of RFC 6749 appendix B.
        (" %&+£€", "+%25%26%2B%C2%A3%E2%82%AC"),
        ("pa ss+w%20rd&ü=1", "pa+ss%2Bw%2520rd%26%C3%BC%3D1"),
        ("*-._AZaz09", "*-._AZaz09"),
        ("~!'()", "%7E%21%27%28%29"),
        ("a\r\nb\0", "a%0D%0Ab%00"),
        ("", ""),
    ])
    func `text is encoded to the letter of RFC 6749 appendix B`(text: String, encoded: String) {
        #expect(FormEncoding.encode(text) == encoded)
    }

    @Test func `fields keep their order`() {
        #expect(FormEncoding.body([("b", "1 2"), ("a", "&")]) == "b=1+2&a=%26")
    }

    @Test(arguments: [
        ("%41%2e%2E", "A.."), ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%+1", "%+1"), ("a%C3%BC", "aü"),
    ])
    func `percent triplets are resolved and strays left alone`(text: String, decoded: String) {
        #expect(PercentEncoding.decode(text) == decoded)
    }
}
