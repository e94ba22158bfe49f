// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TicketparkAuth

/// `tpauth request`: calls the API.
struct RequestCommand: AuthCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Call the API, and print the body of the answer.",
        usage: "tpauth request <method> <path> [<options>]",
        discussion: """
            A call that is answered with 401 is repeated once with a fresh token; nothing else is ever repeated, and \
            no redirect is followed. The body is printed whatever the status; exit code and standard error tell it.

            EXAMPLES:
              tpauth request GET /events/ --query maxResults=2 --query 'filters[name]=Hugo'
              tpauth request POST /events/ --data '{"name": "Hugo"}' -i
              tpauth request PATCH /events/4711 --data - < changes.json
            """)

    @Argument(help: "GET, HEAD, POST, PATCH or DELETE.", transform: Self.method)
    var method: APIRequest.Method
    @Argument(help: "The path below the base URL, beginning with a slash.")
    var path: String
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A query parameter; may be repeated.", valueName: "name=value"),
        transform: Parameter.init)
    var query: [Parameter] = []
    @Option(help: ArgumentHelp("The body; - reads it from standard input.", valueName: "JSON"))
    var data: String?
    @Flag(name: [.customShort("i"), .long], help: "Print status and header fields to standard error.")
    var include = false
    @OptionGroup var log: LogOptions
    @OptionGroup var client: ClientOptions

    /// A query parameter as it stands on a command line.
    struct Parameter {
        var name: String
        var value: String

        init(_ text: String) throws {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("--query takes name=value")
            }
            name = String(parts[0])
            value = String(parts[1])
        }
    }

    func execute() async throws -> AuthExit {
        let place = try await log.place()
        let provider = try await client.provider()
        let request = APIRequest(
            method, path, query: QueryParameters(query.map { (name: $0.name, value: .text($0.value)) }),
            body: try body())
        return try await SessionAccess(provider: provider, place: place).run(createsLog: false) { session in
            let patient = PatientSession(session: session, limit: .seconds(client.timeout))
            // The wait for a token has its own limit, whose end is told as what it is; the call comes on top of it.
            let api = try TicketparkClient(
                session: patient, provider: provider, timeLimit: .seconds(client.timeout) + .seconds(60))
            let response = try await api.send(request)
            if include { try show(response) }
            try print(response.body)
            try response.successful()
            return .fine
        }
    }

    private func body() throws -> Data? {
        guard let data else { return nil }
        let body = data == "-" ? Data(try StandardInput.all()) : Data(data.utf8)
        guard (try? JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed)) != nil else {
            throw Refusal(.usage, "the body is not JSON; nothing was sent")
        }
        return body
    }

    private func show(_ response: APIResponse) throws {
        try StandardStream.error.write(line: "HTTP \(response.status)")
        for field in response.headers.fields {
            try StandardStream.error.write(line: OneLine.of("\(field.name): \(field.value)"))
        }
    }

    /// A program gets the body as it is. A terminal gets it so that it obeys nothing in it.
    private func print(_ body: Data) throws {
        guard StandardStream.output.isTerminal else { return try StandardStream.output.write([UInt8](body)) }
        guard !body.isEmpty else { return }
        let text = OneLine.lines(of: String(decoding: body, as: UTF8.self))
        try StandardStream.output.write(Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }

    private static func method(_ text: String) throws -> APIRequest.Method {
        guard let method = APIRequest.Method(rawValue: text.uppercased()) else {
            let known = APIRequest.Method.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("the method is one of \(known)")
        }
        return method
    }
}

/// A session whose callers wait as long as the command line says.
private struct PatientSession: AccessTokenSource {
    var session: TokenSession
    var limit: Duration

    func accessToken() async throws -> AccessToken {
        try await session.accessToken(waitingUpTo: limit)
    }

    func reject(_ token: AccessToken) async {
        await session.reject(token)
    }
}
