// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TicketparkSandbox

/// The records behind the API, without HTTP.
struct RecordStoreTests {
    private var store = RecordStore(
        ["events": SandboxRecord.events], generator: TokenGenerator(source: SeededGenerator(state: 3)))

    private mutating func answer(_ method: String, _ path: String, query: String = "", body: String = "") -> Answer {
        store.answer(APICall(method: method, path: path, query: query, authority: "h:1", body: body))
    }

    @Test(arguments: [
        ("", 3, 3), ("page=0&maxResults=2", 3, 2), ("page=1&maxResults=2", 3, 1), ("page=2&maxResults=2", 3, 0),
        ("filters%5Bname%5D=Carmen", 1, 1), ("filters[name]=carmen", 0, 0), ("filters[nothing]=x", 0, 0),
        ("filters[name]=Carmen&filters[venue]=Gro%C3%9Fes+Haus", 1, 1), ("unknown=1", 3, 3),
    ])
    mutating func `a list is counted before it is cut`(query: String, count: Int, listed: Int) {
        let answer = answer("GET", "/events/", query: query)
        #expect(answer.headers["X-Count"] == String(count))
        guard case .json(.array(let values)) = answer.body else {
            Issue.record("the answer is no list")
            return
        }
        #expect(values.count == listed)
    }

    @Test mutating func `a batch with one bad element creates none`() {
        #expect(answer("POST", "/events/", body: #"[{"name":"A"},3]"#).status == 400)
        #expect(answer("POST", "/events/", body: #"[{"pid":"x"},{"pid":"x"}]"#).status == 409)
        #expect(store.records(in: "events").count == 4)
    }

    @Test mutating func `the place of a new record ends in its pid`() {
        let answer = answer("POST", "/events/", body: #"{"pid":"mine","name":"A"}"#)
        #expect(answer.headers["Location"] == "https://h:1/events/mine")
        #expect(store.records(in: "events").last == SandboxRecord(pid: "mine", fields: ["name": "A"]))
    }

    @Test mutating func `a change cannot move a record`() {
        let pid = SandboxRecord.events[0].pid
        #expect(answer("PATCH", "/events/\(pid)", body: #"{"pid":"other"}"#).status == 409)
        #expect(answer("PATCH", "/events/\(pid)", body: #"{"pid":"\#(pid)","name":"H"}"#).status == 204)
        #expect(answer("PATCH", "/events/\(pid)", body: "[]").status == 400)
        #expect(store.records(in: "events")[0].fields["name"] == "H")
    }
}
