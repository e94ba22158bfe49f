// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TicketparkAuth

struct QueryParametersTests {
    @Test func `the documentation's example is written as PHP reads it`() {
        let query: QueryParameters = ["maxResults": 2, "filters": ["name": "Hugo"], "properties": ["shows": 1]]
        #expect(query.encoded == "maxResults=2&filters%5Bname%5D=Hugo&properties%5Bshows%5D=1")
    }

    @Test(
        arguments: [
            ([:], ""),
            (["a": "x y&z=ü+%"], "a=x%20y%26z%3D%C3%BC%2B%25"),
            (["a b&c": "1"], "a%20b%26c=1"),
            (["a": true, "b": false, "c": 1.5, "d": -3], "a=1&b=0&c=1.5&d=-3"),
            (["pids": ["x", "y"]], "pids%5B0%5D=x&pids%5B1%5D=y"),
            (["a": ["b": ["c": [1]]]], "a%5Bb%5D%5Bc%5D%5B0%5D=1"),
            (["a": [], "b": ""], "b="),
            (["z": 1, "a": 2, "z": 3], "z=1&a=2&z=3"),
            (["a": "\r\nX: 1"], "a=%0D%0AX%3A%201"),
        ] as [(QueryParameters, String)])
    func `values are escaped and groups unfolded, in their order`(query: QueryParameters, encoded: String) {
        #expect(query.encoded == encoded)
    }

    @Test func `values that are not literals fit as well`() {
        let name = "Hugo"
        var query: QueryParameters = ["filters": ["name": "\(name)!"]]
        query.append("page", QueryValue(3))
        query.append("name", QueryValue(name))
        #expect(query.encoded == "filters%5Bname%5D=Hugo%21&page=3&name=Hugo")
    }
}
