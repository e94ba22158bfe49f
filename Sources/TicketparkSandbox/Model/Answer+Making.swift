// SPDX-License-Identifier: Apache-2.0

extension Answer {
    /// The headers of the token endpoint's answers (RFC 6749 section 5.1 asks for the last two).
    private static let tokenHeaders = [
        "Content-Type": "application/json", "Cache-Control": "no-store", "Pragma": "no-cache",
    ]

    static func granted(_ grant: TokenGrant, in manner: ServerManner) -> Answer {
        Answer(status: 200, headers: tokenHeaders, body: .json(grant.json(in: manner)))
    }

    static func denied(_ denial: TokenDenial, in manner: ServerManner = ServerManner()) -> Answer {
        switch denial {
        case .noClient, .invalidClient: refused(denial, by: manner.clientRefusal)
        case .wrongCredentials: refused(denial, by: manner.passwordRefusal)
        default: refused(denial, by: .badRequest)
        }
    }

    private static func refused(_ denial: TokenDenial, by refusal: ServerManner.Refusal) -> Answer {
        var answer = Answer(status: 400, headers: tokenHeaders, body: .json(denial.json))
        switch refusal {
        case .badRequest:
            break
        case .challenge:
            answer.status = 401
            answer.headers["WWW-Authenticate"] = #"Basic realm="Service""#
        case .unauthorized:
            answer.status = 401
        case .emptyForbidden:
            answer = Answer(status: 403)
        }
        return answer
    }

    static func challenged(_ challenge: BearerChallenge) -> Answer {
        var headers = tokenHeaders
        headers["WWW-Authenticate"] = challenge.header(realm: "Service")
        return Answer(status: challenge.status, headers: headers, body: .json(challenge.json))
    }

    /// What the API sends where it answers with data.
    static func json(_ value: JSONValue) -> Answer {
        Answer(status: 200, headers: ["Content-Type": "application/json"], body: .json(value))
    }

    /// An error of the API that has nothing to do with authentication.
    static func refusal(status: Int) -> Answer {
        let message = HTTPReason.phrase(of: status)
        return Answer(
            status: status, headers: ["Content-Type": "application/json"],
            body: .json(["code": .integer(status), "message": .string(message)]))
    }

    static func notAllowed(allow: String) -> Answer {
        var answer = html(status: 405)
        answer.headers["Allow"] = allow
        return answer
    }

    /// A page as a web framework or a proxy makes it.
    static func html(status: Int) -> Answer {
        let title = "\(status) \(HTTPReason.phrase(of: status))"
        let page = """
            <!DOCTYPE html>
            <html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>

            """
        return Answer(status: status, headers: ["Content-Type": "text/html; charset=UTF-8"], body: .html(page))
    }
}
