// SPDX-License-Identifier: Apache-2.0

/// What a sandbox has received and answered since it started, or since its counts were reset.
public struct SandboxCounts: Sendable, Hashable {
    /// Nothing so far.
    public init() {}

    /// Token requests by grant type, whatever became of them.
    public internal(set) var tokenRequests: [GrantType: Int] = [:]
    /// Refreshes for which tokens were issued, whether or not the client got them.
    public internal(set) var refreshesGranted = 0
    /// Sign-ins for which tokens were issued, whether or not the client got them.
    public internal(set) var signInsGranted = 0
    /// How many different refresh tokens came in more than once.
    public internal(set) var refreshTokensReceivedAgain = 0
    /// The most token requests that were in flight at once.
    public internal(set) var mostTokenRequestsInFlight = 0
    /// API calls by the status that they were answered with.
    public internal(set) var apiCalls: [Int: Int] = [:]
    /// API calls whose connection was dropped without an answer.
    public internal(set) var apiCallsDropped = 0

    /// All refresh requests, whatever became of them.
    public var refreshes: Int { tokenRequests[.refresh, default: 0] }
    /// All sign-in requests, whatever became of them.
    public var signIns: Int { tokenRequests[.password, default: 0] }
    /// All API calls.
    public var allAPICalls: Int { apiCalls.values.reduce(apiCallsDropped, +) }
}
