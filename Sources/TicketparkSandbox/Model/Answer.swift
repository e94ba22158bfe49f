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

    /// The text of the body.
    var text: String {
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
