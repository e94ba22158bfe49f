// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// Tokens as somebody hands them over: a refresh token alone, or an answer of a token endpoint (RFC 6749
/// section 5.1).
struct OfferedTokens {
    private(set) var refresh: Secret?
    /// The access token, where its lifetime is known.
    private(set) var access: (token: Secret, lifetime: Duration)?

    private struct Answer: Decodable {
        var access_token: String?
        var refresh_token: String?
        var expires_in: Seconds?
    }

    /// Some servers write numbers as text.
    private struct Seconds: Decodable {
        var value: Int

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                value = Int(text) ?? 0
            } else {
                value = try container.decode(Int.self)
            }
        }
    }

    /// Reads what stands on standard input. Its errors never repeat it.
    init(parsing input: Secret) throws(Refusal) {
        let text = input.reveal().trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.hasPrefix("{") else {
            refresh = try Self.checked(text)
            return
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(text.utf8)) else {
            throw Refusal(.usage, "standard input is neither a refresh token nor a token endpoint's JSON")
        }
        refresh = try answer.refresh_token.map(Self.checked)
        if let token = answer.access_token, let seconds = answer.expires_in?.value, seconds > 0 {
            access = (try Self.checked(token), .seconds(seconds))
        }
        guard refresh != nil || access != nil else {
            throw Refusal(.usage, "standard input holds neither a refresh_token nor an access_token with expires_in")
        }
    }

    private static func checked(_ token: String) throws(Refusal) -> Secret {
        guard !token.isEmpty, token.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw Refusal(.usage, "a token on standard input holds characters that no token has")
        }
        return Secret(token)
    }
}
