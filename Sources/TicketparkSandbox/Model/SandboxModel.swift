// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The whole of the server without its sockets and its clock: requests in, answers out, one after the other.
struct SandboxModel: Sendable {
    var authorization: AuthorizationServer
    var manner = ServerManner()
    var records: RecordStore
    var tokenFaults: [GrantType: FaultQueue<TokenFault>] = [:]
    var apiFaults = FaultQueue<APIFault>()
    var journal = Journal()

    /// Answers a token request, and notes it.
    mutating func answer(_ request: TokenEndpointRequest, at now: Date) -> (Answer, TokenRequestRecord) {
        let grantType = GrantType(parameter: request.fields["grant_type"])
        let fault = tokenFaults[grantType]?.next()
        var granted: TokenGrant?
        var answer: Answer
        if let fault {
            let worked = fault.lastStep.map { work(on: request, at: now, through: $0, granted: &granted) }
            answer = fault.answer(to: request, worked: worked, at: now)
        } else {
            answer = work(on: request, at: now, through: .deleteOldRefreshToken, granted: &granted)
        }
        answer.compresses = manner.compresses
        if answer.delivery == .whole { answer.delivery = Answer.Delivery(manner.framing) }
        if request.method == "HEAD" { answer.body = .empty }
        let record = journal.note(request, granted: granted, fault: fault, answer: answer, at: now)
        return (answer, record)
    }

    /// Answers an API call, and counts it.
    mutating func answer(_ call: APICall, at now: Date) -> Answer {
        let answer: Answer
        if let fault = apiFaults.next() {
            answer = fault.answer(worked: fault.isWorkDone ? work(on: call, at: now) : nil, at: now)
        } else {
            answer = work(on: call, at: now)
        }
        journal.noteAPICall(answer)
        return answer
    }

    private mutating func work(
        on request: TokenEndpointRequest, at now: Date, through lastStep: RotationStep, granted: inout TokenGrant?
    ) -> Answer {
        guard request.method == "POST" || request.method == "GET" else { return .notAllowed(allow: "GET, POST") }
        do throws(TokenDenial) {
            let grant = try authorization.grant(
                request.fields, credentials: BasicCredentials(header: request.authorization), at: now,
                through: lastStep)
            granted = grant
            return .granted(grant, in: manner)
        } catch {
            return .denied(error, in: manner)
        }
    }

    private mutating func work(on call: APICall, at now: Date) -> Answer {
        // A token in the header and another in the query: the server's listener fails on it.
        let queryToken = FormFields(decoding: call.query)["access_token"]
        if queryToken != nil, AuthorizationServer.bearerToken(in: call.authorization) != nil {
            return .html(status: 500)
        }
        do throws(BearerChallenge) {
            try authorization.authenticate(call.authorization, at: now)
        } catch {
            return .challenged(error)
        }
        return records.answer(call)
    }
}
