// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1
import TicketparkAuth

// The example of ClientTransport's documentation, word for word: a test holds one against the other.

func transport(over client: HTTPClient) -> ClientTransport {
    ClientTransport { request, body in
        var outgoing = HTTPClientRequest(
            url: "\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")")
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        outgoing.headers = HTTPHeaders(request.headerFields.map { ($0.name.rawName, $0.value) })
        if let body {
            outgoing.body = .stream(
                body.map { ByteBuffer(bytes: $0) }, length: body.length.map { .known(Int64($0)) } ?? .unknown)
        }
        let answer = try await client.execute(outgoing, deadline: .distantFuture)
        var fields = HTTPFields()
        for header in answer.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            fields.append(HTTPField(name: name, value: header.value))
        }
        return (
            HTTPResponse(status: .init(code: Int(answer.status.code)), headerFields: fields),
            ResponseBody(answer.body.map { ArraySlice($0.readableBytesView) })
        )
    }
}
