import HTTPTypes

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

    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: Body
    var pause = Pause.none
    var delivery = Delivery.whole

    init(status: Int, headers: HTTPFields = [:], body: Body = .empty) {
        self.status = HTTPResponse.Status(code: status)
        self.headers = headers
        self.body = body
    }

    /// The text of the body.
    var text: String {
        switch body {
        case .empty: ""
        case .json(let value): value.description
        case .html(let page): page
        }
    }

    /// Whether the client gets all of it.
    var isReadable: Bool { delivery == .whole }

    /// Changes the JSON of a granted answer; a denial has no fields that a fault could change.
    mutating func edit(_ change: (inout JSONValue) -> Void) {
        guard status == .ok, case .json(var value) = body else { return }
        change(&value)
        body = .json(value)
    }
}

extension Answer {
    /// The headers of the token endpoint's answers (RFC 6749 section 5.1 asks for the last two).
    private static let tokenHeaders: HTTPFields = [
        .contentType: "application/json", .cacheControl: "no-store", .pragma: "no-cache",
    ]

    static func granted(_ grant: TokenGrant) -> Answer {
        Answer(status: 200, headers: tokenHeaders, body: .json(grant.json))
    }

    static func denied(_ denial: TokenDenial) -> Answer {
        Answer(status: 400, headers: tokenHeaders, body: .json(denial.json))
    }

    static func challenged(_ challenge: BearerChallenge) -> Answer {
        var headers = tokenHeaders
        headers[.wwwAuthenticate] = challenge.header(realm: "Service")
        return Answer(status: challenge.status, headers: headers, body: .json(challenge.json))
    }

    /// An error of the API that has nothing to do with authentication.
    static func refusal(status: Int) -> Answer {
        let reason = HTTPResponse.Status(code: status).reasonPhrase
        return Answer(
            status: status, headers: [.contentType: "application/json"],
            body: .json(["code": .integer(status), "message": .string(reason)]))
    }

    static func json(_ value: JSONValue, headers: HTTPFields = [:]) -> Answer {
        var headers = headers
        headers[.contentType] = "application/json"
        return Answer(status: 200, headers: headers, body: .json(value))
    }

    static func notAllowed(allow: String) -> Answer {
        var answer = html(status: 405)
        answer.headers[.allow] = allow
        return answer
    }

    /// A page as a web framework or a proxy makes it.
    static func html(status: Int) -> Answer {
        let reason = HTTPResponse.Status(code: status).reasonPhrase
        return Answer(
            status: status, headers: [.contentType: "text/html; charset=UTF-8"],
            body: .html(
                "<!DOCTYPE html>\n<html><head><title>\(status) \(reason)</title></head>"
                    + "<body><h1>\(status) \(reason)</h1></body></html>\n"))
    }
}

extension HTTPField.Name {
    static var pragma: Self { HTTPField.Name("Pragma") ?? .cacheControl }
    static var count: Self { HTTPField.Name("X-Count") ?? .link }
}
