// SPDX-License-Identifier: Apache-2.0

import AuditLog
import Foundation

/// How the client proves at the token endpoint who it is (RFC 6749 section 2.3.1).
public enum ClientAuthentication: Hashable, Sendable, CaseIterable {
    /// HTTP Basic with key and secret as they are (RFC 7617), as Ticketpark's own client sends it.
    case rawBasic
    /// HTTP Basic with key and secret form-encoded first, to the letter of RFC 6749 section 2.3.1.
    case formEncodedBasic
    /// The parameters `client_id` and `client_secret` in the body, where a server takes nothing else.
    case requestBody

    /// The value of the `Authorization` header; `nil` where none is sent.
    func authorization(clientKey: String, clientSecret: Secret) -> Secret? {
        let pair =
            switch self {
            case .rawBasic: clientKey + ":" + clientSecret.reveal()
            case .formEncodedBasic:
                FormEncoding.encode(clientKey) + ":" + FormEncoding.encode(clientSecret.reveal())
            case .requestBody: String?.none
            }
        return pair.map { Secret("Basic " + Data($0.utf8).base64EncodedString()) }
    }

    /// What the body of a token request says of the client.
    func fields(clientKey: String, clientSecret: Secret) -> [(name: String, value: String)] {
        switch self {
        case .rawBasic, .formEncodedBasic: []
        case .requestBody: [("client_id", clientKey), ("client_secret", clientSecret.reveal())]
        }
    }
}
