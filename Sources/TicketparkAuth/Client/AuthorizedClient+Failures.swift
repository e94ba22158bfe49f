// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation
import TokenMachine

extension AuthorizedClient {
    /// Does what has to be done by `deadline`.
    ///
    /// - Throws: ``TransportError`` of kind `timedOut` where it was not; `CancellationError` where the caller has left.
    static func within<Value: Sendable>(
        _ deadline: Deadline, _ sending: Sending, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        do {
            return try await deadline.run(work)
        } catch let passed as Deadline.Passed {
            throw TransportError(.timedOut, reached: (passed.last as? TransportError)?.reached ?? sending.reach)
        } catch {
            try Task.checkCancellation()
            throw error
        }
    }

    /// Does something of which no error may tell `token`.
    static func keeping<Value>(_ token: Secret, _ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch {
            throw tells(error, token) ? TransportError(.disconnected, reached: .maybe) : error
        }
    }

    /// Whether `error` shows `token` in any of the ways in which it can be shown. Other stacks may keep a whole request
    /// in theirs.
    private static func tells(_ error: any Error, _ token: Secret) -> Bool {
        var dumped = ""
        dump(error, to: &dumped, maxDepth: 12, maxItems: 2000)
        let secrets = SentSecrets([token])
        return [dumped, String(describing: error), String(reflecting: error), error.localizedDescription].contains {
            $0.contains(token.reveal()) || secrets.appear(in: $0)
        }
    }
}
