import AuditLog
import Foundation

/// How the client proves at the token endpoint who it is (RFC 6749 section 2.3.1).
public enum ClientAuthentication: Hashable, Sendable, CaseIterable {
    /// HTTP Basic with key and secret as they are (RFC 7617), as Ticketpark's own client sends it.
    case rawBasic
    /// HTTP Basic with key and secret form-encoded first, to the letter of RFC 6749 section 2.3.1.
    case formEncodedBasic

    /// The value of the `Authorization` header.
    func authorization(clientKey: String, clientSecret: Secret) -> Secret {
        let pair =
            switch self {
            case .rawBasic: clientKey + ":" + clientSecret.reveal()
            case .formEncodedBasic:
                FormEncoding.encode(clientKey) + ":" + FormEncoding.encode(clientSecret.reveal())
            }
        return Secret("Basic " + Data(pair.utf8).base64EncodedString())
    }
}
