// SPDX-License-Identifier: Apache-2.0

/// A fault as it is written on a command line:
/// `TARGET:FAULT[=VALUE][,retry-after=SECONDS][,times=N][,skip=N]`, such as `refresh:drop-after-rotating` or
/// `api:status=503,retry-after=7,times=2`. The target is `password`, `refresh` or `api`.
package struct FaultSpecification: Sendable, Equatable {
    /// What is injected, and into which requests.
    package enum Injection: Sendable, Equatable {
        case token(TokenFault, GrantType)
        case api(APIFault)
    }

    package let injection: Injection
    package let times: Int
    package let skipping: Int

    /// Reads a specification.
    package init(parsing text: String) throws(SandboxError) {
        guard let colon = text.firstIndex(of: ":") else {
            throw .invalidConfiguration("a fault is written TARGET:FAULT, such as refresh:drop-after-rotating")
        }
        let (body, options) = try Self.options(of: text[text.index(after: colon)...])
        let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let fault = FaultText(
            name: String(parts.first ?? ""), value: parts.count == 2 ? String(parts[1]) : nil,
            retryAfter: options["retry-after"].map { .seconds($0) })
        switch text[..<colon] {
        case "password": injection = .token(try fault.tokenFault(), .password)
        case "refresh": injection = .token(try fault.tokenFault(), .refresh)
        case "api": injection = .api(try fault.apiFault())
        default: throw .invalidConfiguration("a fault's target is one of password, refresh, api")
        }
        times = options["times"] ?? 1
        skipping = options["skip"] ?? 0
    }

    /// Takes the options off the end, so that a value may hold commas.
    private static func options(of text: Substring) throws(SandboxError) -> (Substring, [String: Int]) {
        var rest = text
        var options: [String: Int] = [:]
        while let comma = rest.lastIndex(of: ",") {
            let parts = rest[rest.index(after: comma)...].split(separator: "=", maxSplits: 1)
            guard let name = parts.first, ["retry-after", "times", "skip"].contains(name) else { break }
            guard parts.count == 2, let number = Int(parts[1]), (0...100_000).contains(number) else {
                throw .invalidConfiguration("a fault's \(name) is a number between 0 and 100000")
            }
            options[String(name)] = number
            rest = rest[..<comma]
        }
        return (rest, options)
    }
}

extension Sandbox {
    /// Injects what a command line asks for.
    package func inject(_ specification: FaultSpecification) {
        switch specification.injection {
        case .token(let fault, let grantType):
            inject(fault, into: grantType, times: specification.times, skipping: specification.skipping)
        case .api(let fault):
            inject(fault, times: specification.times, skipping: specification.skipping)
        }
    }
}
