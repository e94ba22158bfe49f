// SPDX-License-Identifier: Apache-2.0

/// An answer of the server, and how it is to be sent.
struct Answer: Sendable, Equatable {
    enum Body: Sendable, Equatable {
        case empty
        case json(JSONValue)
        case html(String)
    }

    /// What lies between the work and the answer.
    enum Pause: Sendable, Equatable {
        case none
        case lasting(Duration)
        case untilReleased
    }

    enum Delivery: Sendable, Equatable {
        case whole
        /// In chunks of few bytes.
        case chunked
        /// Whole, after which the server ends the connection.
        case closing
        /// As HTTP/1.0 does it: whole, without a length, and the end of the connection is its end.
        case old
        /// The connection ends without a byte of the answer.
        case dropped
        /// The connection ends in the middle of the body.
        case truncated
        /// The body never ends.
        case endless
    }

    var status: Int
    var headers: [String: String] = [:]
    var body = Body.empty
    var pause = Pause.none
    var delivery = Delivery.whole
    /// Whether the body comes in gzip form.
    var compresses = false

    /// Whether the client gets all of it.
    var isWhole: Bool {
        switch delivery {
        case .whole, .chunked, .closing, .old: true
        case .dropped, .truncated, .endless: false
        }
    }

    /// The body as it goes over the wire.
    var bytes: [UInt8] {
        compresses ? Gzip.packed(Array(text.utf8)) : Array(text.utf8)
    }

    /// The headers as they go over the wire.
    var wireHeaders: [String: String] {
        compresses ? headers.merging(["Content-Encoding": "gzip"]) { $1 } : headers
    }

    private var text: String {
        switch body {
        case .empty: ""
        case .json(let value): value.description
        case .html(let page): page
        }
    }

    /// Changes the JSON of a granted answer; a denial has no fields that a fault could change.
    mutating func edit(_ change: (inout JSONValue) -> Void) {
        guard status == 200, case .json(var value) = body else { return }
        change(&value)
        body = .json(value)
    }
}

extension Answer.Delivery {
    init(_ framing: ServerManner.Framing) {
        self =
            switch framing {
            case .length: .whole
            case .chunked: .chunked
            case .closing: .closing
            case .old: .old
            }
    }
}
