// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The client key and secret of an `Authorization: Basic` header (RFC 7617). They are not percent-decoded, although RFC
/// 6749 section 2.3.1 would have it: PHP does not either.
struct BasicCredentials: Equatable, Sendable {
    let clientKey: String
    let clientSecret: String

    /// Nil where the header is absent, is not Basic, or does not decode.
    init?(header: String?) {
        guard let header, header.lowercased().hasPrefix("basic ") else { return nil }
        let encoded = header.dropFirst("basic ".count).trimmingCharacters(in: .whitespaces)
        guard let data = Data(base64Encoded: encoded) else { return nil }
        let parts = String(decoding: data, as: UTF8.self)
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        clientKey = String(parts[0])
        clientSecret = String(parts[1])
    }

    private init(clientKey: String, clientSecret: String) {
        self.clientKey = clientKey
        self.clientSecret = clientSecret
    }

    /// Key and secret as RFC 6749 section 2.3.1 has them.
    var formDecoded: BasicCredentials {
        BasicCredentials(
            clientKey: FormFields.decoded(clientKey), clientSecret: FormFields.decoded(clientSecret))
    }
}
