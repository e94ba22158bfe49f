// SPDX-License-Identifier: Apache-2.0

/// A path below the API's base URL, which can lead nowhere else.
enum APIPath {
    /// The path of `path` below `base`, with `query`, as it stands in a request to that server.
    ///
    /// - Parameters:
    ///   - path: A path that begins with one slash, with or without a query of its own; or a whole URL that the API
    ///     sent, such as a list link, if it lies below `base`.
    ///   - query: Parameters to add.
    static func resolve(
        _ path: String, query: QueryParameters, below base: ServerURL
    ) throws(APIError.InvalidRequest) -> String {
        let prefix = base.path.hasSuffix("/") ? String(base.path.dropLast()) : base.path
        let local = try local(path, below: base, prefix: prefix)
        guard local.hasPrefix("/"), !local.hasPrefix("//") else { throw .pathIsNotAbsolute }
        guard !local.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .pathHoldsControlCharacter
        }
        guard !local.contains("\\"), !local.contains("#"), ServerURL.hasWholeTriplets(local) else {
            throw .pathHoldsIllegalCharacter
        }
        let parts = local.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard !hasDotSegment(parts[0]) else { throw .pathHoldsDotSegment }
        let queries = [parts.count > 1 ? encoded(parts[1], keeping: "!$&'()*+,;=:@/?%") : "", query.encoded]
        let joined = queries.filter { !$0.isEmpty }.joined(separator: "&")
        let escaped = encoded(parts[0], keeping: "!$&'()*+,;=:@/%")
        return prefix + escaped + (joined.isEmpty ? "" : "?" + joined)
    }

    /// Whether a segment of `path` is `.` or `..`, however it is escaped.
    static func hasDotSegment(_ path: some StringProtocol) -> Bool {
        let decoded = PercentEncoding.decode(path)
        return decoded.split(whereSeparator: { $0 == "/" || $0 == "\\" }).contains { $0 == "." || $0 == ".." }
    }

    /// The part of `path` that comes after `prefix`, if it is a whole URL of the same server.
    private static func local(
        _ path: String, below base: ServerURL, prefix: String
    ) throws(APIError.InvalidRequest) -> String {
        guard !path.hasPrefix("/"), let scheme = path.firstRange(of: "://") else { return path }
        let rest = path[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != "\\" }
        // The path is judged by the caller; the origin must be one that every parser reads alike.
        guard let origin = try? ServerURL(parsing: String(path[..<authority.endIndex])),
            origin.isSecure == base.isSecure, origin.host == base.host, origin.effectivePort == base.effectivePort
        else { throw .pathLeadsToAnotherServer }
        let local = rest[authority.endIndex...]
        guard local.hasPrefix(prefix + "/") else { throw .pathLeadsToAnotherServer }
        return String(local.dropFirst(prefix.count))
    }

    private static func encoded(_ text: Substring, keeping kept: String) -> String {
        let kept = Set(kept.utf8)
        return PercentEncoding.encode(text) { kept.contains($0) }
    }
}
