public import Foundation

/// One call of the API.
public struct APIRequest: Hashable, Sendable {
    /// The methods that the API knows.
    public enum Method: String, Hashable, Sendable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case patch = "PATCH"
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
