// SPDX-License-Identifier: Apache-2.0

/// The query of an API call, as PHP writes and reads it: `filters[name]=Hugo`, `properties[shows]=1`.
///
/// ```swift
/// ["maxResults": 2, "filters": ["name": "Hugo"], "properties": ["shows": 1]]
/// ```
public struct QueryParameters: Hashable, Sendable {
    /// The parameters, in the order in which they are sent.
    public private(set) var pairs: [(name: String, value: QueryValue)]

    /// These parameters, in their order.
    public init(_ pairs: [(name: String, value: QueryValue)] = []) {
        self.pairs = pairs
    }

    /// Adds a parameter at the end.
    public mutating func append(_ name: String, _ value: QueryValue) {
        pairs.append((name, value))
    }

    /// The query as it is sent, without a question mark. All but unreserved characters are escaped, brackets too.
    var encoded: String {
        pairs.flatMap { Self.fields(named: $0.name, $0.value) }
            .map { PercentEncoding.encode($0.0) + "=" + PercentEncoding.encode($0.1) }
            .joined(separator: "&")
    }

    private static func fields(named name: String, _ value: QueryValue) -> [(String, String)] {
        switch value {
        case .text(let text): [(name, text)]
        case .list(let values):
            values.enumerated().flatMap { fields(named: "\(name)[\($0.offset)]", $0.element) }
        case .group(let group):
            group.pairs.flatMap { fields(named: "\(name)[\($0.name)]", $0.value) }
        }
    }

    public static func == (left: QueryParameters, right: QueryParameters) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0.name == $1.name && $0.value == $1.value }
    }

    public func hash(into hasher: inout Hasher) {
        for pair in pairs {
            hasher.combine(pair.name)
            hasher.combine(pair.value)
        }
    }
}

extension QueryParameters: ExpressibleByDictionaryLiteral {
    /// The parameters of the literal, in its order.
    public init(dictionaryLiteral elements: (String, QueryValue)...) {
        self.init(elements.map { (name: $0.0, value: $0.1) })
    }
}
