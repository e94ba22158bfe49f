// SPDX-License-Identifier: Apache-2.0

public import TokenMachine

/// What happens to one token request on its way.
public enum NetworkFault: Hashable, Sendable {
    /// The server cannot be reached; nothing is sent.
    case unreachable
    /// The request is lost on its way; the server never sees it, and the client cannot know.
    case requestLost
    /// The server does its work, and its answer is lost.
    case answerLost
    /// The answer comes that much later.
    case answerLate(Interval)
    /// The server fails before it has done anything (500).
    case serverError
    /// The server asks to come back later (503).
    case overloaded(retryAfter: Interval)
    /// The server crashes there, and a 500 comes back.
    case crash(SimulatedServer.CrashPoint)
}
