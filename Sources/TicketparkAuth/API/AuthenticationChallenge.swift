// SPDX-License-Identifier: Apache-2.0

/// One challenge of a `WWW-Authenticate` field (RFC 9110 section 11.6.1).
struct AuthenticationChallenge: Hashable, Sendable {
    /// No longer field is read.
    static let longestField = 8 * 1024

    /// The scheme, in lower case.
    var scheme: String
    /// The parameters, their names in lower case. Of one that comes twice the first counts.
    var parameters: [String: String] = [:]
    /// What stands in the place of parameters, as with `Negotiate`.
    var token68: String?

    /// The challenges in one field value, up to the first place where it makes no sense.
    ///
    /// Several challenges and the parameters within one are both set apart by commas, and commas stand in quoted
    /// strings too: only a parser can tell them apart.
    static func parse(_ field: String) -> [AuthenticationChallenge] {
        guard field.utf8.count <= longestField else { return [] }
        var scanner = FieldScanner(field)
        var challenges: [AuthenticationChallenge] = []
        while true {
            scanner.skip { $0 == FieldScanner.comma || FieldScanner.isSpace($0) }
            guard let name = scanner.token() else { return challenges }
            if let value = scanner.parameterValue() {
                guard case .text(let text) = value, let last = challenges.indices.last else { return challenges }
                let name = name.lowercased()
                if challenges[last].parameters[name] == nil { challenges[last].parameters[name] = text }
            } else {
                challenges.append(AuthenticationChallenge(scheme: name.lowercased()))
                challenges[challenges.count - 1].token68 = scanner.token68()
            }
            guard scanner.isAtItemEnd || challenges.last?.parameters.isEmpty == true else { return challenges }
        }
    }
}
