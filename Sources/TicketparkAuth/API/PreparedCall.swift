// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import HTTPTypes
import TokenMachine

/// A call with its URL made and checked.
struct PreparedCall: Sendable {
    /// The request, to be sent with one token or another.
    let request: HTTPRequest
    /// What it carries.
    let body: RequestBody?

    private let method: APIRequest.Method
    private let path: String

    init(_ call: APIRequest, below base: ServerURL) throws(APIError.InvalidRequest) {
        let target = try APIPath.resolve(call.path, query: call.query, below: base)
        request = HTTPRequest(
            method: call.method.httpMethod, scheme: base.scheme, authority: base.authority, path: target,
            headerFields: [.contentType: "application/json", .accept: "application/json"])
        body = call.body.map { RequestBody($0) }
        method = call.method
        path = String(call.path.prefix { $0 != "?" })
    }

    /// The answer, with what it says of the token.
    func response(_ answer: AuthorizedAnswer, body: Data = Data()) -> APIResponse {
        let fields = answer.head.headerFields
        return APIResponse(
            method: method, path: path, status: answer.head.status.code,
            headers: ResponseHeaders(fields.map { (name: $0.name.rawName, value: $0.value) }), body: body,
            challenge: BearerChallenge(
                values: fields[values: .wwwAuthenticate], unlessTheyTell: SentSecrets([answer.token])))
    }

    /// That no answer came.
    func failure(_ error: TransportError) -> APIError.Transport {
        APIError.Transport(
            method: method, path: path, kind: error.kind, reached: error.reached, detail: error.detail)
    }
}

extension APIRequest.Method {
    fileprivate var httpMethod: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .head: .head
        case .post: .post
        case .patch: .patch
        case .delete: .delete
        }
    }
}
