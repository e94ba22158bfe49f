// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// What the sandbox remembers of the requests that it got.
struct Journal: Sendable {
    private(set) var records: [TokenRequestRecord] = []
    private(set) var counts = SandboxCounts()
    private var inFlight = 0
    private var receivedHashes: [String: Int] = [:]
    private var lastNumber = 0

    mutating func tokenRequestBegan() {
        inFlight += 1
        counts.mostTokenRequestsInFlight = max(counts.mostTokenRequestsInFlight, inFlight)
    }

    mutating func tokenRequestEnded() {
        inFlight -= 1
    }

    /// Notes a token request.
    ///
    /// - Parameters:
    ///   - granted: the tokens that were issued.
    ///   - answer: what the client gets.
    @discardableResult
    mutating func note(
        _ request: TokenEndpointRequest, granted: TokenGrant?, fault: TokenFault?, answer: Answer, at now: Date
    ) -> TokenRequestRecord {
        let fields = request.fields
        let grantType = GrantType(parameter: fields["grant_type"])
        let refreshToken = grantType == .refresh ? fields.truthy("refresh_token") : nil
        count(grantType, granted: granted != nil, refreshToken: refreshToken)
        lastNumber += 1
        let record = TokenRequestRecord(
            number: lastNumber, time: now, grantType: grantType,
            outcome: outcome(granted: granted, answer: answer),
            status: answer.delivery == .dropped ? nil : answer.status,
            error: answer.delivery == .dropped ? nil : errorCode(of: answer),
            refreshTokenHash: refreshToken.map(Self.hash),
            issuedRefreshTokenHash: granted?.refreshToken.map(Self.hash),
            connection: request.connection, fault: fault?.name, inFlight: max(1, inFlight))
        records.append(record)
        return record
    }

    mutating func noteAPICall(_ answer: Answer) {
        if answer.delivery == .dropped {
            counts.apiCallsDropped += 1
        } else {
            counts.apiCalls[answer.status, default: 0] += 1
        }
    }

    /// Forgets all records and counts, but not which refresh tokens came in and what is in flight.
    mutating func reset() {
        records = []
        counts = SandboxCounts()
        counts.mostTokenRequestsInFlight = inFlight
    }

    private mutating func count(_ grantType: GrantType, granted: Bool, refreshToken: String?) {
        counts.tokenRequests[grantType, default: 0] += 1
        if granted, grantType == .refresh { counts.refreshesGranted += 1 }
        if granted, grantType == .password { counts.signInsGranted += 1 }
        guard let refreshToken else { return }
        let key = Self.digest(refreshToken)
        receivedHashes[key, default: 0] += 1
        if receivedHashes[key] == 2 { counts.refreshTokensReceivedAgain += 1 }
    }

    private func outcome(granted: TokenGrant?, answer: Answer) -> TokenRequestRecord.Outcome {
        if granted != nil {
            return answer.isWhole && answer.status == 200 ? .granted : .lost
        }
        return answer.isWhole && errorCode(of: answer) != nil ? .denied : .failed
    }

    private func errorCode(of answer: Answer) -> String? {
        guard case .json(let value) = answer.body else { return nil }
        return value["error"]?.text
    }

    /// The name of a token in the journal.
    static func hash(_ token: String) -> String { String(digest(token).prefix(8)) }

    private static func digest(_ token: String) -> String {
        Hexadecimal.text(of: SHA256.hash(data: Data(token.utf8)))
    }
}
