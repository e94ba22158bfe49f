// SPDX-License-Identifier: Apache-2.0

import AuditLog
import TokenMachine
import Tracing

extension Instruments {
    /// Measures one exchange with the token endpoint.
    ///
    /// Its span is the root of a trace: an exchange serves all who wait for it, and whoever comes later.
    func measure(
        _ operation: TokenOperation, of label: SessionLabel, _ body: () async -> ExchangeOutcome
    ) async -> ExchangeOutcome {
        let start = ContinuousClock.now
        let outcome = await withSpan("token \(operation.name)", context: .topLevel) { span in
            span.attributes["ticketpark_auth.session"] = label.text
            span.attributes["ticketpark_auth.operation"] = operation.name
            if case .exchange(let request) = operation {
                span.attributes["ticketpark_auth.attempt"] = Int(clamping: request.current.attempt.number)
                span.attributes["ticketpark_auth.try"] = Int(request.current.number)
            }
            let outcome = await body()
            span.attributes["ticketpark_auth.outcome"] = outcome.name
            if let error = outcome.errorType { span.fail(error) }
            return outcome
        }
        Instruments.record(
            ContinuousClock.now - start, "ticketpark_auth_request_duration",
            dimensions: [("operation", operation.name), ("outcome", outcome.name)])
        return outcome
    }
}

extension ExchangeOutcome {
    fileprivate var name: String {
        switch self {
        case .granted: "granted"
        case .denied: "denied"
        case .faulted: "faulted"
        }
    }

    /// What went wrong: the error code of RFC 6749 section 5.2, `_OTHER` for one that it does not know, or the kind of
    /// fault.
    fileprivate var errorType: String? {
        switch self {
        case .granted: nil
        case .denied(let denial, _): denial.code == .other ? "_OTHER" : denial.code.text
        case .faulted(let fault, _): "\(fault.kind)"
        }
    }
}
