// SPDX-License-Identifier: Apache-2.0

/// A request as it reached the token endpoint.
struct TokenEndpointRequest: Sendable {
    var method = "POST"
    var query = ""
    var contentType: String?
    var authorization: String?
    var body = ""
    /// The client's port, which tells connections apart.
    var connection: Int?

    /// The parameters: of a POST those of its form, of a GET those of its query, which the server takes as well. A
    /// body of another type than a form has none.
    var fields: FormFields {
        switch method {
        case "POST":
            let type = contentType?.prefix { $0 != ";" }.lowercased()
            return FormFields(decoding: type == "application/x-www-form-urlencoded" ? body : "")
        default:
            return FormFields(decoding: query)
        }
    }

    /// Everything secret that the client sent, for errors that repeat it.
    var echo: String {
        let credentials =
            BasicCredentials(header: authorization)
            .map { "\($0.clientKey):\($0.clientSecret)" } ?? ""
        let pairs = fields.names.map { "\($0)=\(fields[$0] ?? "")" }
        return ([authorization ?? "", credentials, body] + pairs).joined(separator: " ")
    }
}
