// SPDX-License-Identifier: Apache-2.0

public import Foundation
import NIOHTTP1
import TokenMachine

/// An answer of the API, whatever its status.
public struct APIResponse: Sendable {
    /// The call that it answers.
    public let method: APIRequest.Method
    /// That call's path, without its query.
    public let path: String
    /// The status.
    public let status: Int
    /// The header fields.
    public let headers: ResponseHeaders
    /// The body as it came.
    public let body: Data
    /// What the server said of the token, if it was about the token.
    public let challenge: BearerChallenge?

    /// Whether the status says that all went well (2xx).
    public var isSuccessful: Bool { 200..<300 ~= status }

    /// How many records a list has in all (`X-Count`), whatever the page holds.
    public var totalCount: Int? {
        headers["X-Count"].flatMap { Int($0) }
    }

    /// This answer, if it is a success.
    ///
    /// - Throws: The ``APIError`` that fits the status.
    @discardableResult
    public func successful() throws(APIError) -> APIResponse {
        if let error { throw error }
        return self
    }

    /// The body as a value.
    ///
    /// - Throws: The ``APIError`` that fits the status, if this is no success; else
    ///   ``APIError/unexpectedContent(_:_:)`` where the body is not such a value.
    public func decoded<Value: Decodable>(
        as type: Value.Type = Value.self, by decoder: JSONDecoder = JSONDecoder()
    ) throws(APIError) -> Value {
        try successful()
        do {
            return try decoder.decode(type, from: body)
        } catch {
            throw .unexpectedContent(refusal, .undecodable(at: Self.place(of: error)))
        }
    }

    /// The error that fits the status, or `nil` for a success.
    private var error: APIError? {
        switch status {
        case 200..<300: nil
        case 300..<400: .redirected(refusal)
        case 401: .unauthorized(refusal)
        case 403: .forbidden(refusal)
        case 404: .notFound(refusal)
        case 409: .conflict(refusal)
        case 408, 425, 429, 503: .overloaded(refusal, retryAfter: retryAfter)
        case 400..<500: .rejected(refusal)
        default: .serverError(refusal)
        }
    }

    var refusal: APIError.Refusal {
        APIError.Refusal(method: method, path: path, status: status, challenge: challenge)
    }

    private var retryAfter: Interval? {
        RetryAfter.interval(in: HTTPHeaders(headers.fields.map { ($0.name, $0.value) }), now: .wallClock)
    }

    /// Where the body first differed from what was asked for: names and numbers, nothing of its values.
    private static func place(of error: any Error) -> String {
        let (problem, context): (String, DecodingError.Context)
        switch error {
        case DecodingError.keyNotFound(let key, let found): (problem, context) = ("no \(key.stringValue)", found)
        case DecodingError.valueNotFound(_, let found): (problem, context) = ("null", found)
        case DecodingError.typeMismatch(_, let found): (problem, context) = ("another type", found)
        case DecodingError.dataCorrupted(let found): (problem, context) = ("no such value", found)
        default: return "not decodable"
        }
        let steps = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
        let text = steps.isEmpty ? "\(problem) at the top" : "\(problem) at \(steps.joined(separator: "."))"
        return ServerText(text)?.text ?? "not decodable"
    }
}

extension APIResponse: CustomStringConvertible {
    /// The call and the status, nothing of the content.
    public var description: String {
        refusal.description
    }
}
