// SPDX-License-Identifier: Apache-2.0

public import Foundation

extension TicketparkClient {
    /// Reads a record or a list. See ``send(_:)`` for what it throws.
    ///
    /// - Parameters:
    ///   - path: The path below the base URL, such as `/events/`.
    ///   - query: Page, filters, properties: `["maxResults": 2, "filters": ["name": "Hugo"]]`.
    public func get(_ path: String, query: QueryParameters = [:]) async throws -> APIResponse {
        try await send(APIRequest(.get, path, query: query))
    }

    /// Asks for the header fields that a `get` would bring. See ``send(_:)`` for what it throws.
    public func head(_ path: String, query: QueryParameters = [:]) async throws -> APIResponse {
        try await send(APIRequest(.head, path, query: query))
    }

    /// Makes a record, or several, from `value`. See ``send(_:)`` for what it throws.
    public func post(
        _ path: String, query: QueryParameters = [:], json value: some Encodable & Sendable,
        by encoder: sending JSONEncoder = JSONEncoder()
    ) async throws -> APIResponse {
        try await post(path, query: query, body: Self.encoded(value, by: encoder))
    }

    /// Makes a record, or several, from a body that is JSON already. See ``send(_:)`` for what it throws.
    public func post(_ path: String, query: QueryParameters = [:], body: Data? = nil) async throws -> APIResponse {
        try await send(APIRequest(.post, path, query: query, body: body))
    }

    /// Changes a record to what `value` says. See ``send(_:)`` for what it throws.
    public func patch(
        _ path: String, query: QueryParameters = [:], json value: some Encodable & Sendable,
        by encoder: sending JSONEncoder = JSONEncoder()
    ) async throws -> APIResponse {
        try await patch(path, query: query, body: Self.encoded(value, by: encoder))
    }

    /// Changes a record by a body that is JSON already. See ``send(_:)`` for what it throws.
    public func patch(_ path: String, query: QueryParameters = [:], body: Data? = nil) async throws -> APIResponse {
        try await send(APIRequest(.patch, path, query: query, body: body))
    }

    /// Deletes a record. See ``send(_:)`` for what it throws.
    public func delete(_ path: String, query: QueryParameters = [:]) async throws -> APIResponse {
        try await send(APIRequest(.delete, path, query: query))
    }

    private static func encoded(_ value: some Encodable, by encoder: JSONEncoder) throws(APIError) -> Data {
        do {
            return try encoder.encode(value)
        } catch {
            // What the encoder says can repeat the value.
            throw .invalidRequest(.bodyIsNotEncodable)
        }
    }
}
