// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Carries requests from Hummingbird to the model, and the model's answers back.
struct SandboxResponder: HTTPResponder {
    static let tokenPath = "/oauth/v2/token"
    private static let bodyLimit = 1 << 20

    let state: ServerState
    let now: @Sendable () -> Date
    let onTokenRequest: @Sendable (TokenRequestRecord) -> Void

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let answer: Answer
        if request.uri.path == Self.tokenPath {
            state.withModel { $0.journal.tokenRequestBegan() }
            defer { state.withModel { $0.journal.tokenRequestEnded() } }
            guard let body = await body(of: request) else { return response(.refusal(status: 413)) }
            answer = token(request, body: body, context: context)
            guard await pause(answer.pause) else { return await dropped(context) }
        } else {
            guard let body = await body(of: request) else { return response(.refusal(status: 413)) }
            answer = api(request, body: body)
            guard await pause(answer.pause) else { return await dropped(context) }
        }
        return await deliver(answer, to: request, context: context)
    }

    private func token(_ request: Request, body: String, context: ConnectionContext) -> Answer {
        let received = TokenEndpointRequest(
            method: request.method.rawValue, query: request.uri.query ?? "",
            contentType: request.headers[.contentType], authorization: request.headers[.authorization], body: body,
            connection: context.clientPort)
        let now = now()
        let (answer, record) = state.withModel { $0.answer(received, at: now) }
        onTokenRequest(record)
        return answer
    }

    private func api(_ request: Request, body: String) -> Answer {
        let call = APICall(
            method: request.method.rawValue, path: request.uri.path, query: request.uri.query ?? "",
            authority: request.head.authority ?? "localhost", authorization: request.headers[.authorization],
            body: body)
        let now = now()
        return state.withModel { $0.answer(call, at: now) }
    }

    /// The body, or nil where it is longer than anything that the API takes.
    private func body(of request: Request) async -> String? {
        guard let buffer = try? await request.body.collect(upTo: Self.bodyLimit) else { return nil }
        return String(buffer: buffer)
    }

    /// False where the server was told to stop meanwhile.
    private func pause(_ pause: Answer.Pause) async -> Bool {
        do {
            switch pause {
            case .none:
                break
            case .lasting(let duration):
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
            case .untilReleased:
                let gate = state.gate
                try await cancelWhenGracefulShutdown {
                    await gate.wait()
                    try Task.checkCancellation()
                }
            }
            return true
        } catch {
            return false
        }
    }
}

extension SandboxResponder {
    private func deliver(_ answer: Answer, to request: Request, context: ConnectionContext) async -> Response {
        switch answer.delivery {
        case .whole where request.method == .head:
            return response(answer).createHeadResponse()
        case .whole:
            return response(answer)
        case .chunked:
            return response(answer, body: ResponseBody(pieces: Pieces.of(answer.bytes)))
        case .closing:
            var closing = answer
            closing.headers["Connection"] = "close"
            return response(closing, body: ResponseBody(closing: answer.bytes, context))
        case .old:
            await context.answer(with: answer.asHTTP10)
            return Response(status: .internalServerError)
        case .dropped:
            return await dropped(context)
        case .truncated:
            return response(answer, body: truncated(answer.bytes, context: context))
        case .endless:
            return response(answer, body: endless(context: context))
        }
    }

    /// Ends the connection. The response that Hummingbird wants all the same finds it closed, as after every answer that
    /// went past it.
    private func dropped(_ context: ConnectionContext) async -> Response {
        await context.drop()
        return Response(status: .internalServerError)
    }

    private func response(_ answer: Answer, body: ResponseBody? = nil) -> Response {
        var headers = HTTPFields()
        for (name, value) in answer.wireHeaders {
            guard let name = HTTPField.Name(name) else { continue }
            headers[name] = value
        }
        let status = HTTPResponse.Status(
            code: answer.status, reasonPhrase: HTTPReason.phrase(of: answer.status))
        return Response(
            status: status, headers: headers, body: body ?? ResponseBody(byteBuffer: ByteBuffer(bytes: answer.bytes)))
    }

    private func truncated(_ bytes: [UInt8], context: ConnectionContext) -> ResponseBody {
        let half = ByteBuffer(bytes: bytes.prefix(bytes.count / 2))
        return ResponseBody(contentLength: bytes.count) { writer in
            try await writer.write(half)
            await context.drop()
            throw ChannelError.ioOnClosedChannel
        }
    }

    /// Opens a JSON object and goes on with white space until the client leaves or the server stops.
    private func endless(context: ConnectionContext) -> ResponseBody {
        ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "{"))
            let blanks = ByteBuffer(repeating: UInt8(ascii: " "), count: 16_384)
            while context.channel.isActive, !Task.isShuttingDownGracefully {
                try await writer.write(blanks)
            }
            await context.drop()
            throw ChannelError.ioOnClosedChannel
        }
    }
}
