// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TicketparkSandbox

/// Forms and Basic credentials, read as PHP reads them.
struct FormFieldsTests {
    @Test(arguments: [
        ("a=b", "b"), ("a=", ""), ("a", ""), ("a=b=c", "b=c"), ("a=1&a=2", "2"), ("a=+%25%26%2B%C2%A3", " %&+£"),
        ("a=100%", "100%"), ("a=%4", "%4"), ("a=%zz", "%zz"), ("%61=b", "b"), ("&&a=b&", "b"),
    ])
    func `a field decodes`(text: String, value: String) {
        #expect(FormFields(decoding: text)["a"] == value)
    }

    @Test func `what PHP takes for false is not there`() {
        let fields = FormFields(decoding: "empty=&zero=0&double=00&array[]=x")
        #expect(["empty", "zero", "double", "array", "none"].map { fields.truthy($0) } == [nil, nil, "00", nil, nil])
    }

    @Test func `the secret may hold colons, the client key none`() {
        // a:b:c
        let credentials = BasicCredentials(header: "Basic YTpiOmM=")
        #expect(credentials?.clientKey == "a")
        #expect(credentials?.clientSecret == "b:c")
    }

    @Test func `Basic credentials are not percent-decoded`() {
        // 1_a:s%2Bt
        #expect(BasicCredentials(header: "basic MV9hOnMlMkJ0")?.clientSecret == "s%2Bt")
    }

    @Test(arguments: ["Bearer YTpi", "Basic", "Basic YQ==", "Basic ***", nil])
    func `what is no Basic header is none`(header: String?) {
        #expect(BasicCredentials(header: header) == nil)
    }
}
