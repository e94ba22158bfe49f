// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// One call of the API.
public struct APIRequest: Hashable, Sendable {
    /// The methods that the API knows.
    public enum Method: String, Hashable, Sendable, CaseIterable {
        /// Reads (RFC 9110 section 9.3.1).
        case get = "GET"
        /// Reads the header fields alone (RFC 9110 section 9.3.2).
        case head = "HEAD"
        /// Makes a record (RFC 9110 section 9.3.3).
        case post = "POST"
        /// Changes a record (RFC 5789).
        case patch = "PATCH"
        /// Deletes a record (RFC 9110 section 9.3.5).
        case delete = "DELETE"
    }

    /// The method.
    public var method: Method
    /// The path below the base URL, beginning with one slash; or a whole URL below the base, as the API sends them.
    public var path: String
    /// The query.
    public var query: QueryParameters
    /// The body, JSON unless the API says otherwise.
    public var body: Data?

    /// The call of that method on that path.
    public init(_ method: Method, _ path: String, query: QueryParameters = [:], body: Data? = nil) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
    }
}
