// SPDX-License-Identifier: Apache-2.0

import TokenMachine

extension APIError.Refusal: CustomStringConvertible {
    /// The call and the status, and what the server said of the token.
    public var description: String {
        let said = [challenge?.error, challenge?.errorDescription].compactMap { $0 }.joined(separator: ": ")
        // A path can come from outside, so it is shown like any text from outside.
        let shown = ServerText(path)?.text ?? ""
        return "\(method.rawValue) \(shown) answered \(status)" + (said.isEmpty ? "" : " (\(said))")
    }
}

extension APIError.Transport {
    var explanation: String {
        let shown = ServerText(path)?.text ?? ""
        return "\(method.rawValue) \(shown): \(TransportError(kind, reached: reached, detail: detail))"
    }
}

extension APIError.InvalidRequest {
    var explanation: String {
        switch self {
        case .pathIsNotAbsolute: "its path must begin with exactly one slash"
        case .pathLeadsToAnotherServer: "its URL does not lie below the API's base URL"
        case .pathHoldsDotSegment: "its path holds . or .. as a segment"
        case .pathHoldsControlCharacter: "its path holds a control character"
        case .pathHoldsIllegalCharacter: "its path holds a backslash, a # or a stray %"
        case .bodyIsNotEncodable: "its body does not encode as JSON"
        case .accessTokenIsMalformed: "the access token holds characters that no header may carry"
        }
    }
}

extension APIError.ContentProblem {
    var explanation: String {
        switch self {
        case .tooLong(let limit): "the body is longer than \(limit) bytes"
        case .undecodable(let place): "the body is not the JSON that was asked for (\(place))"
        case .noLocation: "there is no Location that names what was made"
        }
    }
}
