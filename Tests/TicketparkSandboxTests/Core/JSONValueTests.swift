// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TicketparkSandbox

/// JSON as the sandbox writes and reads it.
struct JSONValueTests {
    @Test func `members keep their order`() {
        let value: JSONValue = ["b": 1, "a": [true, nil, 1.5, "x"], "c": [:]]
        #expect(value.description == #"{"b":1,"a":[true,null,1.5,"x"],"c":{}}"#)
    }

    @Test func `text is escaped`() {
        let value: JSONValue = "\"\\\n\r\t\u{1}ü/"
        #expect(value.description == #""\"\\\n\r\t\u0001ü/""#)
    }

    @Test func `numbers that JSON has not become null`() {
        #expect(JSONValue.double(.nan).description == "null")
    }

    @Test(arguments: ["null", "true", "-7", "1.5", #""x""#, "[]", #"[1,{"a":[]}]"#, #"{"a":1,"b":null}"#])
    func `what was read is written the same`(text: String) {
        #expect(JSONValue(parsing: text)?.description == text)
    }

    @Test(arguments: ["", "{", "nil", "[1", #"{"a"}"#])
    func `what is no JSON is not read`(text: String) {
        #expect(JSONValue(parsing: text) == nil)
    }

    @Test func `members are set, added and taken out`() {
        var value: JSONValue = ["a": 1, "b": 2]
        value["a"] = 3
        value["c"] = 4
        value["b"] = .none
        #expect(value.description == #"{"a":3,"c":4}"#)
        var text: JSONValue = "x"
        text["a"] = 1
        #expect(text == "x")
    }
}
