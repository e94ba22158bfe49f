// SPDX-License-Identifier: Apache-2.0

/// The value of a query parameter.
public indirect enum QueryValue: Hashable, Sendable {
    /// A text or number.
    case text(String)
    /// Values without names of their own: `pids[0]=a&pids[1]=b`.
    case list([QueryValue])
    /// Values with names of their own: `filters[name]=Hugo`.
    case group(QueryParameters)
}

extension QueryValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .text(String(value)) }
    /// A number.
    public init(floatLiteral value: Double) { self = .text(String(value)) }
    /// `1` or `0`, as PHP writes it.
    public init(booleanLiteral value: Bool) { self = .text(value ? "1" : "0") }
    /// A list.
    public init(arrayLiteral elements: QueryValue...) { self = .list(elements) }
    /// A group.
    public init(dictionaryLiteral elements: (String, QueryValue)...) {
        self = .group(QueryParameters(elements.map { (name: $0.0, value: $0.1) }))
    }
}

extension QueryValue {
    /// A text.
    public init(_ text: String) { self = .text(text) }
    /// A whole number.
    public init(_ number: some BinaryInteger) { self = .text(String(number)) }
    /// `1` or `0`, as PHP writes it.
    public init(_ flag: Bool) { self = .text(flag ? "1" : "0") }
}
