// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// One line of the sandbox's journal: a token request that it received. It holds no secret.
public struct TokenRequestRecord: Sendable, Hashable {
    /// What became of a token request.
    public enum Outcome: String, Sendable, Hashable {
        /// Tokens were issued, and the whole answer was sent.
        case granted
        /// The answer was an OAuth error.
        case denied
        /// Tokens were issued, but a fault kept them from the client.
        case lost
        /// A fault came before anything was done, or the request was none that the endpoint takes.
        case failed
    }

    /// 1, 2, 3 in the order of arrival at the endpoint.
    public let number: Int
    /// When it came, by the sandbox's clock.
    public let time: Date
    /// What it asked for.
    public let grantType: GrantType
    /// What became of it.
    public let outcome: Outcome
    /// The HTTP status, or nil where the connection was dropped.
    public let status: Int?
    /// The OAuth error code, where the answer is a denial.
    public let error: String?
    /// The first 8 hexadecimal digits of the SHA-256 of the refresh token that came in.
    public let refreshTokenHash: String?
    /// The same of the refresh token that was issued.
    public let issuedRefreshTokenHash: String?
    /// The client's port, which tells connections apart.
    public let connection: Int?
    /// The fault that was injected.
    public let fault: String?
    /// How many token requests were in flight, this one included.
    public let inFlight: Int

    /// The record as one line of JSON.
    public var json: JSONValue {
        [
            "time": .string(time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))),
            "n": .integer(number), "grant": .string(grantType.rawValue), "outcome": .string(outcome.rawValue),
            "status": status.map(JSONValue.integer) ?? .null, "error": error.map(JSONValue.string) ?? .null,
            "refreshTokenHash": refreshTokenHash.map(JSONValue.string) ?? .null,
            "issuedRefreshTokenHash": issuedRefreshTokenHash.map(JSONValue.string) ?? .null,
            "connection": connection.map(JSONValue.integer) ?? .null,
            "fault": fault.map(JSONValue.string) ?? .null, "inFlight": .integer(inFlight),
        ]
    }
}
