// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOFoundationCompat
import TokenMachine

/// The body of a refusal (RFC 6749 section 5.2).
struct OAuthErrorBody: Decodable {
    /// The error code as the server wrote it.
    let error: String
    /// What it says to people. It decides nothing.
    let description: String?

    private enum CodingKeys: String, CodingKey {
        case error
        case description = "error_description"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        error = try fields.decode(String.self, forKey: .error)
        // A description of another type is as good as none.
        description = try? fields.decode(String.self, forKey: .description)
    }

    /// The refusal in `bytes`, or `nil` where they are none: no JSON, or no well-formed error code.
    static func read(_ bytes: Data) -> OAuthErrorBody? {
        guard let body = try? JSONDecoder().decode(OAuthErrorBody.self, from: bytes),
            OAuthCharacters.isErrorCode(body.error)
        else { return nil }
        return body
    }

    /// The code among those that the RFC knows.
    var code: OAuthErrorCode {
        switch error {
        case "invalid_request": .invalidRequest
        case "invalid_client": .invalidClient
        case "invalid_grant": .invalidGrant
        case "unauthorized_client": .unauthorizedClient
        case "unsupported_grant_type": .unsupportedGrantType
        case "invalid_scope": .invalidScope
        default: .other
        }
    }

    /// Code and description in one line.
    var text: String {
        description.map { "\(error): \($0)" } ?? error
    }
}
