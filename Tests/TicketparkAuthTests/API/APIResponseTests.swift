// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import Testing
import TokenMachine

@testable import TicketparkAuth

struct APIResponseTests {
    private struct Event: Codable, Equatable {
        var name: String
    }

    private func response(
        _ status: Int, headers: [(name: String, value: String)] = [], body: String = "",
        challenge: BearerChallenge? = nil
    ) -> APIResponse {
        APIResponse(
            method: .post, path: "/events/", status: status, headers: ResponseHeaders(headers), body: Data(body.utf8),
            challenge: challenge)
    }

    private func refusal(_ status: Int) -> APIError.Refusal {
        APIError.Refusal(method: .post, path: "/events/", status: status, challenge: nil)
    }

    @Test func `each status has the error that fits it`() {
        let rows: [(Int, APIError?)] = [
            (200, nil), (201, nil), (204, nil), (299, nil),
            (301, .redirected(refusal(301))), (304, .redirected(refusal(304))),
            (400, .rejected(refusal(400))), (401, .unauthorized(refusal(401))), (403, .forbidden(refusal(403))),
            (404, .notFound(refusal(404))), (409, .conflict(refusal(409))), (422, .rejected(refusal(422))),
            (408, .overloaded(refusal(408), retryAfter: nil)), (429, .overloaded(refusal(429), retryAfter: nil)),
            (503, .overloaded(refusal(503), retryAfter: nil)), (500, .serverError(refusal(500))),
            (502, .serverError(refusal(502))), (999, .serverError(refusal(999))),
        ]
        for (status, error) in rows {
            #expect(response(status).isSuccessful == (error == nil))
            if let error {
                #expect(throws: error) { try response(status).successful() }
                #expect(throws: error) { try response(status, body: "[]").decoded(as: [Event].self) }
            } else {
                #expect(throws: Never.self) { try response(status).successful() }
            }
        }
    }

    @Test func `a wait that the server asks for comes with the error`() {
        #expect(throws: APIError.overloaded(refusal(429), retryAfter: .seconds(9))) {
            try response(429, headers: [("retry-AFTER", "9")]).successful()
        }
    }

    @Test func `a body is decoded, or the error says where it differs and nothing of it`() throws {
        #expect(try response(200, body: #"[{"name":"Hugo"}]"#).decoded() == [Event(name: "Hugo")])
        let rows = [
            (#"[{"title":"private"}]"#, "no name at 0"), (#"[{"name":7}]"#, "another type at 0.name"),
            (#"[{"name":null}]"#, "null at 0.name"), ("private", "no such value at the top"),
            ("", "no such value at the top"), ("{}", "another type at the top"),
        ]
        for (body, place) in rows {
            let error = #expect(throws: APIError.self) { try response(200, body: body).decoded(as: [Event].self) }
            #expect(error == .unexpectedContent(refusal(200), .undecodable(at: place)))
            #expect(error?.description.contains("private") == false)
        }
    }

    @Test(arguments: [
        ("https://api.ticketpark.ch/events/1f2e-3d4c", "1f2e-3d4c"), ("/events/1f2e-3d4c", "1f2e-3d4c"),
        ("/events/1f2e-3d4c/", "1f2e-3d4c"), ("/events/1f2e?x=1#y", "1f2e"), ("/events/a%20b", "a b"),
    ])
    func `the pid of what was made is the last element of Location`(location: String, pid: String) throws {
        #expect(try response(201, headers: [("Location", location)]).generatedPid == pid)
    }

    @Test func `a list link is told from a pid`() throws {
        let link = "https://api.ticketpark.ch/events/?filters%5BbatchId%5D=7"
        let list = response(201, headers: [("Location", link)])
        #expect(try list.generatedListLink == link)
        let error = APIError.unexpectedContent(refusal(201), .noLocation)
        #expect(throws: error) { try list.generatedPid }
        #expect(throws: error) { try response(201).generatedPid }
        #expect(throws: error) { try response(201, headers: [("Location", "/")]).generatedPid }
        #expect(throws: error) { try response(201, headers: [("Location", "/events/1")]).generatedListLink }
        #expect(throws: APIError.unexpectedContent(refusal(200), .noLocation)) {
            try response(200, headers: [("Location", "/events/1")]).generatedPid
        }
        #expect(throws: APIError.conflict(refusal(409))) { try response(409).generatedPid }
    }

    @Test(arguments: [("57", 57), ("0", 0), ("many", nil)])
    func `the count of a list is read`(value: String, count: Int?) {
        #expect(response(200, headers: [("x-count", value)]).totalCount == count)
        #expect(response(200).totalCount == nil)
    }

    @Test func `header names know no letter case`() {
        let headers = ResponseHeaders([("A", "1"), ("a", "2"), ("B", "3")])
        #expect(headers["a"] == "1")
        #expect(headers.values(named: "A") == ["1", "2"])
        #expect(headers["c"] == nil)
    }

    @Test func `descriptions are one line each and tell no content`() {
        let hostile = APIError.Refusal(
            method: .get, path: "/x\u{1B}[31m\n\u{202E}", status: 401,
            challenge: BearerChallenge(headerValues: ["Bearer error=\"e\", error_description=\"d\""]))
        #expect("\(APIError.unauthorized(hostile))" == "GET /x[31m answered 401 (e: d): the access token was refused")
        let transport = APIError.Transport(
            method: .post, path: "/events/", kind: .disconnected, reached: .maybe, detail: nil)
        #expect(
            "\(APIError.transport(transport))" == "POST /events/: the connection broke, the server may have done it")
        #expect("\(response(200, body: "private"))" == "POST /events/ answered 200")
        for problem in APIError.InvalidRequest.allCases {
            #expect("\(APIError.invalidRequest(problem))".hasPrefix("the call was not sent: "))
        }
    }
}
