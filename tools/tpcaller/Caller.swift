// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import ServiceLifecycle
import TicketparkAuth
import TokenMachineTesting

/// Reads a session's access token until it is told to shut down.
struct Caller: Service {
    let session: TokenSession
    let seed: UInt64
    let pause: Duration
    let rejectEvery: Duration

    func run() async throws {
        var random = SplitMix64(seed: seed)
        var nextRejection = ContinuousClock.now + rejectionWait(&random)
        while !Task.isShuttingDownGracefully {
            let token = try await read()
            if let token, rejectEvery > .zero, ContinuousClock.now >= nextRejection {
                nextRejection = ContinuousClock.now + rejectionWait(&random)
                try Caller.say("reject \(Caller.now) \(token.ref.hexText)")
                await session.reject(token)
            }
            // A shutdown need not wait for a pause to end.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
        }
    }

    private func read() async throws -> AccessToken? {
        let begin = Caller.now
        do {
            let token = try await session.accessToken()
            try Caller.say("read \(begin) \(Caller.now) \(token.ref.hexText)")
            return token
        } catch let error as TokenError {
            try Caller.say("read \(begin) \(Caller.now) \(Caller.word(for: error))")
            return nil
        }
    }

    private func rejectionWait(_ random: inout SplitMix64) -> Duration {
        rejectEvery * random.below(2000) / 1000
    }

    /// Writes a line at once and as a whole, so that none is half said when this process is killed.
    static func say(_ line: String) throws {
        try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }

    /// The wall clock, in microseconds since the Unix epoch.
    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }

    private static func word(for error: TokenError) -> String {
        switch error {
        case .needsSignIn: "needs-sign-in"
        case .unavailable: "unavailable"
        case .timedOut: "timed-out"
        case .logUnavailable: "log-unavailable"
        case .shuttingDown: "shutting-down"
        default: "refused"
        }
    }
}
