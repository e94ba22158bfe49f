// SPDX-License-Identifier: Apache-2.0

/// A request as it reached the API.
struct APICall: Sendable {
    var method = "GET"
    /// Without the query.
    var path: String
    var query = ""
    /// The host, and the port where it is not 443, that the client addressed.
    var authority = "localhost"
    var authorization: String?
    var body = ""
}
