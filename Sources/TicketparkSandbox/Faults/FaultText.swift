// SPDX-License-Identifier: Apache-2.0

/// The name and the value of a fault, as text.
struct FaultText {
    let name: String
    let value: String?
    let retryAfter: RetryAfter?

    func tokenFault() throws(SandboxError) -> TokenFault {
        switch name {
        case "slow": .slow(try seconds())
        case "status": .status(try status(), retryAfter: retryAfter)
        case "status-after-rotating": .statusAfterRotating(try status())
        case "drop-before-work": .dropBeforeWork
        case "drop-after-rotating": .dropAfterRotating
        case "crash-after": .crash(after: try step())
        case "old-refresh-token-kept": .oldRefreshTokenKept
        case "html": .html(status: try status(orElse: 200))
        case "expires-in": .expiresIn(try json())
        case "expires-in-omitted": .expiresInOmitted
        case "refresh-token-omitted": .refreshTokenOmitted
        case "token-type": .tokenType(try json())
        case "token-type-omitted": .tokenTypeOmitted
        case "redirect": .redirect(to: try required())
        case "echo": .echo(error: value ?? "invalid_grant")
        case "denial": .denial(error: try required(), description: nil)
        case "empty-forbidden": .emptyForbidden
        case "oversize-body": .oversizeBody(bytes: try number(in: 0...100_000_000))
        case "endless-body": .endlessBody
        case "truncated-body": .truncatedBody
        default: throw .invalidConfiguration("no token request can go wrong like this: \(name)")
        }
    }

    func apiFault() throws(SandboxError) -> APIFault {
        switch name {
        case "slow": .slow(try seconds())
        case "status": .status(try status(), retryAfter: retryAfter)
        case "drop-before-work": .dropBeforeWork
        case "drop-after-work": .dropAfterWork
        case "unauthorized-without-challenge": .unauthorizedWithoutChallenge
        case "expired-token": .expiredToken
        case "insufficient-scope": .insufficientScope(try required())
        case "html": .html(status: try status(orElse: 200))
        default: throw .invalidConfiguration("no API call can go wrong like this: \(name)")
        }
    }

    private func required() throws(SandboxError) -> String {
        guard let value, !value.isEmpty else { throw .invalidConfiguration("the fault \(name) needs a value") }
        return value
    }

    private func number(in range: ClosedRange<Int>) throws(SandboxError) -> Int {
        guard let number = Int(try required()), range.contains(number) else {
            throw .invalidConfiguration(
                "the fault \(name) takes a number between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    private func status(orElse standard: Int? = nil) throws(SandboxError) -> Int {
        if value == nil, let standard { return standard }
        return try number(in: 200...599)
    }

    private func seconds() throws(SandboxError) -> Duration {
        guard let seconds = Double(try required()), (0...86_400).contains(seconds) else {
            throw .invalidConfiguration("the fault \(name) takes seconds, at most a day")
        }
        return .milliseconds(Int(seconds * 1_000))
    }

    private func json() throws(SandboxError) -> JSONValue {
        guard let json = JSONValue(parsing: try required()) else {
            throw .invalidConfiguration("the fault \(name) takes a JSON value")
        }
        return json
    }

    private func step() throws(SandboxError) -> RotationStep {
        switch value {
        case "insert-access": .insertAccessToken
        case "insert-refresh": .insertRefreshToken
        case "delete-refresh": .deleteOldRefreshToken
        default:
            throw .invalidConfiguration("the fault \(name) takes insert-access, insert-refresh or delete-refresh")
        }
    }
}
