import AuditLog
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import TokenMachine

/// A call with its URL made and checked, ready for one token or another.
struct PreparedCall: Sendable {
    private let method: APIRequest.Method
    private let path: String
    private let url: String
    private let body: ByteBuffer?

    init(_ request: APIRequest, below base: ServerURL) throws(APIError.InvalidRequest) {
        url = try APIPath.resolve(request.path, query: request.query, below: base)
        method = request.method
        path = String(request.path.prefix { $0 != "?" })
        body = request.body.map { ByteBuffer(data: $0) }
    }

    /// The request with that token.
    func wireRequest(token: Secret) -> WireRequest {
        WireRequest(
            url: url,
            method: HTTPMethod(rawValue: method.rawValue),
            headers: [
                "Content-Type": "application/json",
                "Accept": "application/json",
                // The scheme is spelled like this and no other way: Ticketpark's server takes `bearer` for no token.
                "Authorization": "Bearer " + token.reveal(),
            ],
            body: body)
    }

    /// The answer, with what it says of the token.
    func response(_ answer: WireAnswer, body: Data, token: Secret) -> APIResponse {
        let challenges = answer.headers["WWW-Authenticate"]
        return APIResponse(
            method: method, path: path, status: Int(answer.status),
            headers: ResponseHeaders(answer.headers.map { (name: $0.name, value: $0.value) }), body: body,
            challenge: BearerChallenge(values: challenges, unlessTheyTell: SentSecrets([token])))
    }

    /// That no answer came.
    func failure(_ kind: FaultKind, _ reached: Reach, detail: ServerText?) -> APIError.Transport {
        APIError.Transport(method: method, path: path, kind: kind, reached: reached, detail: detail?.text)
    }
}
